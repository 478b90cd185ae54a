package platform.model.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import platform.model.audit.Audit;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.findings.Severity;
import platform.model.verification.DocumentedRule;

/**
 * Findings for code review, as SARIF 2.1.0.
 *
 * <p>https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
public final class FindingsSarif {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  /** A finding without a place concerns the tree, and code review shows only what has one. */
  private static final Location TREE = new Location("gitops", 1);

  private static final String UNRESERVED =
      "/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private FindingsSarif() {}

  /** What {@code platform validate} found: JSON with a line end. */
  public static String render(ValidationReport report) {
    return render("platform validate", report.rules(), report.findings());
  }

  /**
   * What {@code platform audit} found; its rules have no pages, so a result has only their name.
   */
  public static String render(Audit.Outcome outcome) {
    return render("platform audit", List.of(), outcome.findings());
  }

  private static String render(
      String command, List<DocumentedRule> documented, List<Finding> findings) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("$schema", SCHEMA);
    json.put("version", "2.1.0");
    var run = json.putArray("runs").addObject();
    var driver = run.putObject("tool").putObject("driver");
    driver.put("name", command);
    var rules = driver.putArray("rules");
    documented.forEach(rule -> rule(rules.addObject(), rule));
    run.put("columnKind", "unicodeCodePoints");
    var results = run.putArray("results");
    findings.forEach(finding -> result(results.addObject(), finding, documented));
    return JsonReport.written(json);
  }

  private static void rule(ObjectNode json, DocumentedRule rule) {
    json.put("id", rule.id());
    json.putObject("shortDescription").put("text", rule.sentence() + ".");
    json.putObject("fullDescription").put("text", rule.explanation().problem());
    json.putObject("help").put("text", rule.explanation().remedy());
    json.putObject("defaultConfiguration").put("level", level(rule.explanation().severity()));
  }

  private static void result(ObjectNode json, Finding finding, List<DocumentedRule> documented) {
    json.put("ruleId", finding.rule());
    for (var index = 0; index < documented.size(); index++) {
      if (documented.get(index).id().equals(finding.rule())) {
        json.put("ruleIndex", index);
      }
    }
    json.put("level", level(finding.severity()));
    json.putObject("message").put("text", finding.problem() + "; " + finding.remedy());
    var place = finding.location().orElse(TREE);
    var physical = json.putArray("locations").addObject().putObject("physicalLocation");
    physical.putObject("artifactLocation").put("uri", uri(place.file()));
    physical.putObject("region").put("startLine", place.line());
  }

  private static String uri(String file) {
    var encoded = new StringBuilder();
    for (var octet : file.getBytes(StandardCharsets.UTF_8)) {
      var character = (char) (octet & 0xff);
      encoded.append(
          UNRESERVED.indexOf(character) >= 0
              ? String.valueOf(character)
              : String.format("%%%02X", octet & 0xff));
    }
    return encoded.toString();
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
    };
  }
}
