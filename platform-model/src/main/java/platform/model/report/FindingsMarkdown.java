package platform.model.report;

/** Findings for a pull request. */
public final class FindingsMarkdown {
  private FindingsMarkdown() {}

  /** A heading, the findings and what they leave out. */
  public static String render(ValidationReport report) {
    var text =
        new StringBuilder("## Tree: ").append(report.isClean() ? "pass" : "fail").append("\n\n");
    text.append(MarkdownReport.sentence(report.summary())).append("\n");
    MarkdownReport.findings(text, report.findings());
    MarkdownReport.list(
        text,
        "Left to the API server, which `scripts/platform verify` asks",
        ValidationReport.LEFT_TO_THE_API_SERVER);
    return text.toString();
  }
}
