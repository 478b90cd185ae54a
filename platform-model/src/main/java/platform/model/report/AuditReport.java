package platform.model.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.stream.Stream;
import platform.model.audit.Audit;
import platform.model.audit.Audit.Outcome;
import platform.model.findings.Finding;
import platform.model.findings.Severity;
import platform.model.verification.ProfilePlacement;
import platform.model.verification.WorkloadPlacement;

/** What an audit has found, for people, for a page in Markdown, and for programs. */
public final class AuditReport {
  private static final JsonMapper MAPPER = new JsonMapper();

  private AuditReport() {}

  /** Two tables of what was compared, the findings below, and the verdict. */
  public static String table(String cluster, String environment, Outcome outcome) {
    var text = new StringBuilder();
    objects(outcome).aligned().forEach(line -> text.append(line).append('\n'));
    text.append('\n');
    placement(outcome).aligned().forEach(line -> text.append(line).append('\n'));
    if (!outcome.findings().isEmpty()) {
      text.append('\n');
      outcome.findings().stream()
          .map(
              finding ->
                  finding.severity() == Severity.ERROR
                      ? finding.sentence()
                      : "warning: " + finding.sentence())
          .forEach(line -> text.append(oneLine(line)).append('\n'));
    }
    outcome.skipped().forEach(each -> text.append("not compared: ").append(each).append('\n'));
    return text.append('\n').append(verdict(cluster, environment, outcome)).append('\n').toString();
  }

  /** The same as GitHub's Markdown. */
  public static String markdown(String cluster, String environment, Outcome outcome) {
    var text = new StringBuilder("## Audit\n\n");
    text.append(escaped(verdict(cluster, environment, outcome))).append(".\n");
    if (!outcome.findings().isEmpty()) {
      text.append("\n### Findings\n\n");
      for (Finding finding : outcome.findings()) {
        text.append("- **").append(finding.severity().word()).append("** ");
        finding.location().ifPresent(place -> text.append("`").append(place).append("`: "));
        text.append(escaped(finding.problem() + "; " + finding.remedy()));
        text.append(" (`").append(finding.rule()).append("`)\n");
      }
    }
    section(text, "Objects", objects(outcome));
    section(text, "Placement", placement(outcome));
    if (!outcome.skipped().isEmpty()) {
      text.append("\n### Not compared\n\n");
      outcome.skipped().forEach(each -> text.append("- ").append(escaped(each)).append("\n"));
    }
    return text.toString();
  }

  /** The same with keys in a fixed order, and a line end. */
  public static String json(String cluster, String environment, Outcome outcome) {
    var json = MAPPER.createObjectNode();
    json.put("cluster", cluster)
        .put("environment", environment)
        .put("asTheTreeSays", outcome.isAsSaid());
    var objects = json.putArray("objects");
    for (Audit.Count count : outcome.counts()) {
      objects
          .addObject()
          .put("kind", count.kind().kind())
          .put("declared", count.declared())
          .put("same", count.same())
          .put("different", count.different())
          .put("missing", count.missing())
          .put("undeclared", count.undeclared());
    }
    var profiles = json.putArray("profiles");
    for (ProfilePlacement profile : outcome.profiles()) {
      profiles
          .addObject()
          .put("name", profile.profile().name())
          .put("nodes", profile.nodes().size())
          .put("pods", pods(profile))
          .put("misplaced", misplaced(profile));
    }
    var findings = json.putArray("findings");
    for (Finding finding : outcome.findings()) {
      var each = findings.addObject();
      each.put("rule", finding.rule()).put("severity", finding.severity().word());
      finding
          .location()
          .ifPresent(place -> each.put("file", place.file()).put("line", place.line()));
      each.put("problem", finding.problem()).put("remedy", finding.remedy());
    }
    var skipped = json.putArray("notCompared");
    outcome.skipped().forEach(skipped::add);
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String verdict(String cluster, String environment, Outcome outcome) {
    long errors =
        outcome.findings().stream().filter(finding -> finding.severity() == Severity.ERROR).count();
    return outcome.isAsSaid()
        ? "%s is as environment %s of this checkout says; nothing was changed"
            .formatted(cluster, environment)
        : "%s differs from environment %s of this checkout: %s; nothing was changed"
            .formatted(cluster, environment, Amounts.counted(errors, "finding"));
  }

  private static Table objects(Outcome outcome) {
    return new Table(
        List.of("KIND", "DECLARED", "SAME", "DIFFERENT", "MISSING", "UNDECLARED"),
        outcome.counts().stream()
            .map(
                count ->
                    Stream.concat(
                            Stream.of(count.kind().kind()),
                            Stream.of(
                                    count.declared(),
                                    count.same(),
                                    count.different(),
                                    count.missing(),
                                    count.undeclared())
                                .map(String::valueOf))
                        .toList())
            .toList());
  }

  private static Table placement(Outcome outcome) {
    return new Table(
        List.of("PROFILE", "NODES", "PODS", "MISPLACED"),
        outcome.profiles().stream()
            .map(
                profile ->
                    List.of(
                        profile.profile().name(),
                        String.valueOf(profile.nodes().size()),
                        String.valueOf(pods(profile)),
                        String.valueOf(misplaced(profile))))
            .toList());
  }

  private static int pods(ProfilePlacement profile) {
    return profile.workloads().stream().mapToInt(each -> each.pods().size()).sum();
  }

  private static int misplaced(ProfilePlacement profile) {
    return profile.workloads().stream().mapToInt(WorkloadPlacement::misplaced).sum();
  }

  private static void section(StringBuilder text, String title, Table table) {
    text.append("\n### ").append(title).append("\n\n");
    row(text, table.header());
    row(text, table.header().stream().map(each -> "---").toList());
    table.rows().forEach(cells -> row(text, cells));
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("|");
    cells.forEach(cell -> text.append(" ").append(escaped(cell)).append(" |"));
    text.append("\n");
  }

  private static String oneLine(String words) {
    return words.replaceAll("\\s*\\R\\s*", " ");
  }

  // Findings quote what a cluster holds, which may be anything.
  private static String escaped(String words) {
    return oneLine(words.replaceAll("([\\\\|<>*_`\\[\\]])", "\\\\$1"));
  }
}
