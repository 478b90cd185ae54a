package platform.model.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import platform.model.observed.ObservedChange;
import platform.model.platform.Fixtures;
import platform.model.verification.PlatformExample;
import platform.model.verification.Verification;

/** Golden files lie in src/test/resources/golden; {@code -Dgolden.rewrite=true} rewrites them. */
class ReportTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @Test
  void jsonOfAPass() throws IOException {
    equalsGolden("pass.json", JsonReport.render(report(PlatformExample.asPromised())));
  }

  @Test
  void jsonOfAFailure() throws IOException {
    equalsGolden("fail.json", JsonReport.render(report(misplaced())));
  }

  @Test
  void markdownOfAPass() throws IOException {
    equalsGolden("pass.md", MarkdownReport.render(report(PlatformExample.asPromised())));
  }

  @Test
  void markdownOfAFailure() throws IOException {
    equalsGolden("fail.md", MarkdownReport.render(report(misplaced())));
  }

  @Test
  void tableOfAPass() throws IOException {
    equalsGolden("pass.txt", TableReport.render(report(PlatformExample.asPromised()), false));
  }

  @Test
  void tableOfAFailure() throws IOException {
    equalsGolden("fail.txt", TableReport.render(report(misplaced()), false));
  }

  @Test
  void colourComesOnlyWhenAskedFor() {
    var report = report(misplaced());
    var coloured = TableReport.render(report, true);
    assertThat(coloured).contains("\u001B[31m");
    assertThat(coloured.replaceAll("\u001B\\[\\d+m", ""))
        .isEqualTo(TableReport.render(report, false));
  }

  private static PlatformExample misplaced() {
    return PlatformExample.asPromised()
        .withPod("nightly-report", pod -> PlatformExample.on(pod, "od-a"));
  }

  private static VerificationReport report(PlatformExample example) {
    var reading = Fixtures.validReading();
    var result = new Verification(Fixtures.charts()).verify(reading, example.observed());
    return VerificationReport.of(
        reading,
        example.observed(),
        result,
        new VerificationReport.Circumstances(
            new VerificationReport.Cluster("embedded", "v1.36.1"),
            new TreeMap<>(Map.of("karpenter", "1.15.0", "argo-cd", "3.2.11")),
            new VerificationReport.Differences(
                List.of("repository URL: a local clone"), List.of("karpenter: AWS endpoint")),
            List.of("images are not pulled"),
            List.of(
                new ObservedChange(
                    Instant.EPOCH,
                    ObservedChange.Kind.NODE,
                    "od-a",
                    "node od-a is ready (c7g.large, on-demand, us-east-1a)")),
            List.of(
                VerificationReport.Phase.of("control plane", Duration.ofMillis(4_321)),
                VerificationReport.Phase.of("all pods running", Duration.ofMillis(45_800)))));
  }

  private static void equalsGolden(String name, String actual) throws IOException {
    var file = GOLDEN.resolve(name);
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(file));
  }
}
