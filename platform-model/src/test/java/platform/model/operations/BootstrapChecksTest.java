package platform.model.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.model.findings.Finding;
import platform.model.operations.BootstrapChecks.BootstrapNode;

class BootstrapChecksTest {
  private static final BootstrapNode FIRST = node("a", true, "managed-on-demand", "arm64", "z-a");
  private static final BootstrapNode SECOND = node("b", true, "managed-on-demand", "arm64", "z-b");

  @Test
  void twoReadyNodesInTwoZonesAreEnough() {
    assertThat(BootstrapChecks.nodes(List.of(FIRST, SECOND))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "false, managed-on-demand,   arm64, z-b",
    "true,  karpenter-on-demand, arm64, z-b",
    "true,  '',                  arm64, z-b",
    "true,  managed-on-demand,   amd64, z-b",
    "true,  managed-on-demand,   arm64, z-a"
  })
  void oneNodeThatIsUnfitIsTold(boolean ready, String profile, String architecture, String zone) {
    BootstrapNode unfit = node("b", ready, profile, architecture, zone);

    assertThat(BootstrapChecks.nodes(List.of(FIRST, unfit)))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.sentence())
                    .contains("at least 2 in 2 zones", "b (", "a cluster with a single node"));
  }

  @ParameterizedTest
  @CsvSource({
    "v1.36.1, true",
    "v1.33.9-eks-3cfe0ce, true",
    "v1.32.4, false",
    "v1.37.0, false",
    "v2.0.0, false"
  })
  void onlyVersionsThatArgoCdIsTestedWithAreTaken(String version, boolean supported) {
    assertThat(BootstrapChecks.version(version).isEmpty()).isEqualTo(supported);
  }

  @Test
  void settingsThatAreStillTheExamplesAreNamedWithTheirLines(@TempDir Path root)
      throws IOException {
    write(
        root,
        "https://github.com/example/gitops-karpenter-platform.git",
        "dev.example.com",
        "111122223333");

    assertThat(BootstrapChecks.settings(root, "dev"))
        .extracting(Finding::sentence)
        .containsExactly(
            "gitops/environments/dev/settings.yaml:7: 'repositoryUrl' is still the example's:"
                + " https://github.com/example/gitops-karpenter-platform.git; set this fork's own URL",
            "gitops/environments/dev/settings.yaml:8: 'domain' is still the example's:"
                + " dev.example.com; set a domain of your own",
            "gitops/environments/dev/settings.yaml:9: 'certificateArn' is still the example's:"
                + " arn:aws:acm:us-east-1:111122223333:certificate/1; set the ARN of a certificate in"
                + " the cluster's account");
  }

  @Test
  void settingsOfAForkPass(@TempDir Path root) throws IOException {
    write(root, "https://github.com/acme/platform.git", "dev.acme.io", "987654321098");

    assertThat(BootstrapChecks.settings(root, "dev")).isEmpty();
  }

  private static void write(Path root, String url, String domain, String account)
      throws IOException {
    Path folder = Files.createDirectories(root.resolve("gitops/environments/dev"));
    Files.writeString(
        folder.resolve("settings.yaml"),
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          environment: dev
          repositoryUrl: %s
          domain: %s
          certificateArn: arn:aws:acm:us-east-1:%s:certificate/1
        """
            .formatted(url, domain, account));
  }

  private static BootstrapNode node(
      String name, boolean ready, String profile, String architecture, String zone) {
    return new BootstrapNode(name, ready, profile, architecture, zone);
  }
}
