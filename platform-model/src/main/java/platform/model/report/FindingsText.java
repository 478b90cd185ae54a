package platform.model.report;

import java.util.stream.Collectors;
import platform.model.findings.Finding;
import platform.model.findings.Severity;

/** Findings for people: one a line, so that editors and grep know what to do with them. */
public final class FindingsText {
  private FindingsText() {}

  /** The findings, a line each; empty if there are none. */
  public static String render(ValidationReport report) {
    return report.findings().stream()
        .map(FindingsText::line)
        .map(line -> line + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private static String line(Finding finding) {
    var sentence = finding.sentence().replaceAll("\\s*\\R\\s*", " ");
    return finding.severity() == Severity.ERROR ? sentence : sentence + " (warning)";
  }
}
