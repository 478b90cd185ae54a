package platform.model.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
  @CsvSource({"1930m, 1437Mi", "1.93, 1471488Ki", "2, 2Gi"})
  void whatTheSettingsPromiseOrMoreIsEnough(String cpu, String memory, @TempDir Path root)
      throws IOException {
    promise(root, "1930m", "1437Mi");
    Map<String, String> allocatable = Map.of("cpu", cpu, "memory", memory, "pods", "32");

    assertThat(BootstrapChecks.allocatable(root, "dev", List.of(leaving("a", allocatable))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          cpu=1930m,memory=1408312Ki | 7 | 1375Mi of memory, promised are 1437Mi | set bootstrapAllocatableMemory to
          cpu=1930m,memory=1471487Ki | 7 | 1436Mi of memory, promised are 1437Mi | set bootstrapAllocatableMemory to
          cpu=1929m,memory=1437Mi    | 6 | 1929m of cpu, promised are 1930m      | set bootstrapAllocatableCpu to
          cpu=1,memory=1Gi           | 6 | 1000m of cpu, promised are 1930m, and 1024Mi of memory, promised are 1437Mi | set bootstrapAllocatableCpu and bootstrapAllocatableMemory to
          cpu=1930m                  | 7 | nothing of memory, promised are 1437Mi | set bootstrapAllocatableMemory to
          cpu=1930m,memory=much      | 7 | 'much' of memory, promised are 1437Mi | set bootstrapAllocatableMemory to
          """)
  void lessThanTheSettingsPromiseIsOneFindingOfANode(
      String allocatable, int line, String problem, String remedy, @TempDir Path root)
      throws IOException {
    promise(root, "1930m", "1437Mi");
    List<BootstrapNode> nodes =
        List.of(
            leaving("b", amounts(allocatable)),
            leaving("a", Map.of("cpu", "1930m", "memory", "1437Mi")));

    assertThat(BootstrapChecks.allocatable(root, "dev", nodes))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.sentence())
                    .startsWith(
                        "gitops/environments/dev/settings.yaml:%d: node b leaves pods %s; %s what the node has"
                            .formatted(line, problem, remedy))
                    .contains("scripts/platform validate -e dev", "bootstrapInstanceType"));
  }

  @Test
  void eachNodeThatLeavesLessIsTold(@TempDir Path root) throws IOException {
    promise(root, "1930m", "1437Mi");
    List<BootstrapNode> nodes = List.of(leaving("b", Map.of()), leaving("a", Map.of()));

    assertThat(BootstrapChecks.allocatable(root, "dev", nodes))
        .extracting(Finding::problem)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("node a "),
            second -> assertThat(second).startsWith("node b "));
  }

  @ParameterizedTest
  @CsvSource({
    "false, managed-on-demand,   arm64",
    "true,  karpenter-on-demand, arm64",
    "true,  managed-on-demand,   amd64"
  })
  void onlyNodesThatAreFitHaveToLeaveIt(
      boolean ready, String profile, String architecture, @TempDir Path root) throws IOException {
    promise(root, "1930m", "1437Mi");

    assertThat(
            BootstrapChecks.allocatable(
                root, "dev", List.of(node("b", ready, profile, architecture, "z-b"))))
        .isEmpty();
  }

  @Test
  void settingsThatPromiseNothingAreTold(@TempDir Path root) throws IOException {
    promise(root, "1930m", "much");

    assertThat(BootstrapChecks.allocatable(root, "dev", List.of()))
        .extracting(Finding::sentence)
        .containsExactly(
            "gitops/environments/dev/settings.yaml:7: 'data.bootstrapAllocatableMemory' is 'much',"
                + " which is no quantity; write one such as 500m or 2Gi");

    write(root, "https://github.com/acme/platform.git", "dev.acme.io", "987654321098");
    assertThat(BootstrapChecks.allocatable(root, "dev", List.of()))
        .extracting(Finding::problem)
        .containsExactly("'data.bootstrapAllocatableCpu' is missing");
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

  private static void promise(Path root, String cpu, String memory) throws IOException {
    Path folder = Files.createDirectories(root.resolve("gitops/environments/dev"));
    Files.writeString(
        folder.resolve("settings.yaml"),
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          bootstrapAllocatableCpu: %s
          bootstrapAllocatableMemory: %s
        """
            .formatted(cpu, memory));
  }

  private static Map<String, String> amounts(String text) {
    return Arrays.stream(text.split(","))
        .map(each -> each.split("="))
        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
  }

  private static BootstrapNode leaving(String name, Map<String, String> allocatable) {
    return new BootstrapNode(name, true, "managed-on-demand", "arm64", "z-a", allocatable);
  }

  private static BootstrapNode node(
      String name, boolean ready, String profile, String architecture, String zone) {
    return new BootstrapNode(name, ready, profile, architecture, zone, Map.of());
  }
}
