package platform.model.report;

import java.util.List;
import platform.model.findings.Finding;
import platform.model.findings.Severity;

/** The report for people at a terminal. */
public final class TableReport {
  private static final String RED = "\u001B[31m";
  private static final String GREEN = "\u001B[32m";
  private static final String YELLOW = "\u001B[33m";
  private static final String BOLD = "\u001B[1m";
  private static final String PLAIN = "\u001B[0m";

  private TableReport() {}

  /**
   * The report as text.
   *
   * @param inColour whether to use the colours of a terminal
   */
  public static String render(VerificationReport report, boolean inColour) {
    var text = new StringBuilder();
    table(text, ReportTables.placement(report), inColour);
    if (!report.findings().isEmpty()) {
      text.append("\n");
      report.findings().forEach(finding -> text.append(line(finding, inColour)).append("\n"));
    }
    list(text, "Differs from production in Git", report.differences().inGit());
    list(
        text,
        "Differs from production at the process border (each value: -o json)",
        report.differences().atTheProcessBorder().stream().map(TableReport::shortened).toList());
    list(text, "Not proven by this run", report.notProven());
    if (!report.phases().isEmpty()) {
      text.append("\n");
      table(text, ReportTables.phases(report), inColour);
    }
    var verdictColour = report.verdict() == VerificationReport.Verdict.PASS ? GREEN : RED;
    text.append("\n").append(coloured(report.summary(), verdictColour, inColour)).append("\n");
    return text.toString();
  }

  /** "program: A=1, B=2" as the program and how much of it differs; the values fill a screen. */
  private static String shortened(String difference) {
    var parts = difference.split(": ", 2);
    return parts.length < 2
        ? difference
        : "%s: %d arguments and variables".formatted(parts[0], parts[1].split(", ").length);
  }

  private static void table(StringBuilder text, Table table, boolean inColour) {
    var lines = table.aligned();
    text.append(coloured(lines.get(0), BOLD, inColour)).append("\n");
    lines.stream()
        .skip(1)
        .map(
            line ->
                line.matches(".*\\b\\d+ (misplaced|not running)|.*none running")
                    ? coloured(line, RED, inColour)
                    : line)
        .forEach(line -> text.append(line).append("\n"));
  }

  private static String line(Finding finding, boolean inColour) {
    var error = finding.severity() == Severity.ERROR;
    var sentence = finding.sentence().replaceAll("\\s*\\R\\s*", " ");
    return coloured(error ? sentence : "warning: " + sentence, error ? RED : YELLOW, inColour);
  }

  private static void list(StringBuilder text, String title, List<String> items) {
    if (items.isEmpty()) {
      return;
    }
    text.append("\n").append(title).append(":\n");
    items.forEach(item -> text.append("  - ").append(item).append("\n"));
  }

  private static String coloured(String words, String colour, boolean inColour) {
    return inColour ? colour + words + PLAIN : words;
  }
}
