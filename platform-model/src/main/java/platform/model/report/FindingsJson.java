package platform.model.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Findings for programs: keys in a fixed order. */
public final class FindingsJson {
  private FindingsJson() {}

  /** JSON with a line end. */
  public static String render(ValidationReport report) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("verdict", report.isClean() ? "pass" : "fail");
    var environments = json.putArray("environments");
    report.environments().forEach(environments::add);
    json.put("objects", report.objects());
    var findings = json.putArray("findings");
    report
        .findings()
        .forEach(
            finding -> {
              var each = findings.addObject();
              each.put("rule", finding.rule());
              each.put("severity", finding.severity().word());
              finding
                  .location()
                  .ifPresent(place -> each.put("file", place.file()).put("line", place.line()));
              each.put("problem", finding.problem());
              each.put("remedy", finding.remedy());
            });
    var rules = json.putArray("rules");
    report.rules().forEach(rule -> rules.add(rule.id()));
    var left = json.putArray("leftToTheApiServer");
    ValidationReport.LEFT_TO_THE_API_SERVER.forEach(left::add);
    return JsonReport.written(json);
  }
}
