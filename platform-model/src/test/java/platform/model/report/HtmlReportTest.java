package platform.model.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The golden page is rewritten by {@code -Dgolden.rewrite=true}. */
class HtmlReportTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/report.html");
  private static final String HOSTILE = "<script>alert(\"1\")</script>&'%s\u202E\u0000";

  private final String page = HtmlReport.render(ReportExample.report("batch"));

  @Test
  void thePageIsAsItWas() throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(GOLDEN, page);
    }
    assertThat(page).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void theVerdictStandsFirst() {
    assertThat(page.substring(page.indexOf("<body>")))
        .containsSubsequence(
            "data-verdict=\"fail\"", "1 broken promise in environment dev, 1 warning");
  }

  @Test
  void nothingIsAskedOfAnyOtherPlace() {
    assertThat(page)
        .contains("default-src 'none'")
        .doesNotContain("<script")
        .doesNotContain("@import")
        .doesNotContainPattern("(src|href|action)=\"(?!data:)")
        .doesNotContainPattern("url\\((?!#)");
  }

  @Test
  void namesThatLookLikeMarkupStayNames() {
    var hostile = HtmlReport.render(ReportExample.report(HOSTILE));

    assertThat(hostile)
        .doesNotContain("<script")
        .doesNotContain("\u202E")
        .doesNotContain("\u0000")
        .contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;%s");
    assertThat(tags(hostile)).isEqualTo(tags(page));
  }

  @Test
  void aPodThatIsNotOnItsProfileSaysSoWithoutColour() {
    assertThat(page)
        .contains("✕ promised to karpenter-spot")
        .contains("✕ not on its profile")
        .contains("✕&nbsp;1 misplaced");
  }

  @Test
  void whatHasNoPlaceInAProfileIsShownToo() {
    assertThat(page)
        .contains("Nodes of no profile <span class=\"quiet\">1 node, $0.1360/h</span>")
        .contains("<h3>Without a node</h3>")
        .contains("Unschedulable: 0/5 nodes are available")
        .contains("ended (Succeeded)")
        .contains("requests nothing")
        .contains("✕ not ready");
  }

  @Test
  void thePriceOfAllNodesIsTold() {
    assertThat(page).contains("All 5 nodes: <strong>$0.2697</strong> an hour");
  }

  @Test
  void whatIsEmptyHasNoSection() {
    assertThat(page).contains("<h2>Findings</h2>");
    assertThat(HtmlReport.render(empty()))
        .contains("data-verdict=\"pass\"")
        .doesNotContain("<h2>Findings</h2>")
        .doesNotContain("<h2>Applications</h2>")
        .doesNotContain("<h2>What happened when</h2>")
        .doesNotContain("NaN")
        .doesNotContain("Infinity");
  }

  @Test
  void scheduledWorkBetweenItsRunsIsNoFault() {
    var scheduled = workload("CronJob");
    assertThat(scheduled.verdict()).isEqualTo("on schedule");
    assertThat(scheduled.isAsPromised()).isTrue();

    var gone = workload("Deployment");
    assertThat(gone.verdict()).isEqualTo("none running");
    assertThat(gone.isAsPromised()).isFalse();
  }

  private static VerificationReport.Workload workload(String kind) {
    return new VerificationReport.Workload(
        "report", "report", kind, "report", 0, 0, 0, 0, List.of());
  }

  private static long tags(String html) {
    return Pattern.compile("<[a-z]").matcher(html).results().count();
  }

  private static VerificationReport empty() {
    var example = ReportExample.report("batch");
    return new VerificationReport(
        VerificationReport.Verdict.PASS,
        example.observedAt(),
        "dev",
        example.cluster(),
        new TreeMap<>(),
        new VerificationReport.Differences(List.of(), List.of()),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
