package platform.model.report;

import java.util.List;
import platform.model.findings.Finding;

/** The report for a pull request. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** The report as GitHub's Markdown. */
  public static String render(VerificationReport report) {
    var text = new StringBuilder();
    text.append("## Platform verification: ").append(report.verdict().word()).append("\n\n");
    text.append(sentence(report.summary())).append("\n");
    findings(text, report.findings());
    section(text, "Placement", ReportTables.placement(report));
    section(text, "Applications", ReportTables.applications(report));
    section(text, "Time", ReportTables.phases(report));
    section(text, "Versions", ReportTables.versions(report));
    list(text, "Differs from production in Git", report.differences().inGit());
    list(
        text,
        "Differs from production at the process border",
        report.differences().atTheProcessBorder());
    list(text, "Not proven by this run", report.notProven());
    return text.toString();
  }

  static void findings(StringBuilder text, List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    text.append("\n### Findings\n\n");
    for (var finding : findings) {
      text.append("- **").append(finding.severity().word()).append("** ");
      finding.location().ifPresent(place -> text.append("`").append(place).append("`: "));
      text.append(escaped(finding.problem()));
      text.append("; ").append(escaped(finding.remedy()));
      text.append(" (`").append(finding.rule()).append("`)\n");
    }
  }

  private static void section(StringBuilder text, String title, Table table) {
    if (table.rows().isEmpty()) {
      return;
    }
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

  static void list(StringBuilder text, String title, List<String> items) {
    if (items.isEmpty()) {
      return;
    }
    text.append("\n### ").append(title).append("\n\n");
    items.forEach(item -> text.append("- ").append(escaped(item)).append("\n"));
  }

  static String sentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }

  // Findings quote what Kubernetes says, which may hold anything.
  private static String escaped(String words) {
    return words.replaceAll("([\\\\|<>*_`\\[\\]])", "\\\\$1").replaceAll("\\s*\\R\\s*", " ");
  }
}
