package platform.model.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.verification.Verification;

class ValidationReportTest {
  private static final String RULE = "images-are-pinned";

  private final ValidationReport clean = report(List.of());
  private final ValidationReport broken =
      report(
          List.of(
              Finding.warning(RULE, "skipped", "look\nat it"),
              Finding.error(RULE, new Location("a b/ü.yaml", 7), "wrong | \"quoted\"", "mend it"),
              Finding.error(RULE, new Location("a b/ü.yaml", 7), "wrong | \"quoted\"", "mend it")));

  @Test
  void aLineAFindingInAStableOrder() {
    assertThat(FindingsText.render(broken).lines())
        .containsExactly(
            "a b/ü.yaml:7: wrong | \"quoted\"; mend it", "skipped; look at it (warning)");
    assertThat(FindingsText.render(clean)).isEmpty();
  }

  @Test
  void warningsAloneBreakNothing() {
    assertThat(broken.isClean()).isFalse();
    assertThat(report(List.of(Finding.warning(RULE, "skipped", "look"))).isClean()).isTrue();
    assertThat(broken.summary())
        .startsWith("fail: 1 error and 1 warning by ")
        .endsWith(" rules over 12 objects of dev, prod");
  }

  @Test
  void sarifHasWhatItsSchemaRequires() throws Exception {
    var json = new ObjectMapper().readTree(FindingsSarif.render(broken));
    assertThat(json.path("version").asText()).isEqualTo("2.1.0");
    var run = json.path("runs").path(0);
    var rules = run.path("tool").path("driver").path("rules");
    assertThat(run.path("tool").path("driver").path("name").asText()).isNotBlank();
    assertThat(rules).hasSameSizeAs(broken.rules());
    assertThat(run.path("results")).hasSize(2);
    for (var result : run.path("results")) {
      assertThat(result.path("message").path("text").asText()).isNotBlank();
      assertThat(result.path("level").asText()).isIn("error", "warning");
      assertThat(rules.path(result.path("ruleIndex").asInt()).path("id"))
          .isEqualTo(result.path("ruleId"));
      var place = result.path("locations").path(0).path("physicalLocation");
      assertThat(place.path("region").path("startLine").asInt()).isPositive();
    }
    assertThat(run.at("/results/0/locations/0/physicalLocation/artifactLocation/uri").asText())
        .isEqualTo("a%20b/%C3%BC.yaml");
  }

  @Test
  void jsonSaysWhatIsLeftToTheApiServer() throws Exception {
    var json = new ObjectMapper().readTree(FindingsJson.render(broken));
    assertThat(json.path("verdict").asText()).isEqualTo("fail");
    assertThat(json.at("/findings/0/file").asText()).isEqualTo("a b/ü.yaml");
    assertThat(json.at("/findings/0/line").asInt()).isEqualTo(7);
    assertThat(json.path("leftToTheApiServer")).isNotEmpty();
  }

  @Test
  void markdownEscapesWhatFindingsQuote() {
    assertThat(FindingsMarkdown.render(broken))
        .startsWith("## Tree: fail\n")
        .contains("- **error** `a b/ü.yaml:7`: wrong \\| \"quoted\"; mend it (`" + RULE + "`)");
    assertThat(FindingsMarkdown.render(clean)).doesNotContain("### Findings");
  }

  private static ValidationReport report(List<Finding> findings) {
    return new ValidationReport(
        List.of("dev", "prod"), 12, findings, new Verification(Map.of()).documentation());
  }
}
