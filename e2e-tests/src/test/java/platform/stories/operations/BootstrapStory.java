package platform.stories.operations;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.promises.Promise.Level.PROVEN;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.local.controlplane.EmbeddedControlPlane;
import platform.local.operations.Bootstrap;
import platform.local.operations.Cluster;
import platform.local.operations.Differences.Difference;
import platform.local.operations.Differences.Kind;
import platform.local.process.FreePorts;
import platform.model.findings.Finding;
import platform.model.platform.ExpectedApplication;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Bootstrap of a cluster")
@ResourceLock(Touches.GIT)
class BootstrapStory {

  @Test
  @DisplayName("on a cluster that has the platform it changes nothing, and repairs what differs")
  void secondRunChangesNothing(StoryPlatform platform, @TempDir Path folder) {
    var lines = new Lines();
    try (Cluster cluster = cluster(platform)) {
      assertThat(check(platform, cluster)).extracting(Finding::sentence).isEmpty();
      Bootstrap bootstrap = bootstrap(platform, cluster, folder, lines);
      assertThat(bootstrap.differences()).filteredOn(Difference::isOne).isEmpty();
      assertThat(bootstrap.applyBase(ofSeconds(60))).isEmpty();
      bootstrap.applyRoot();
      assertThat(lines.all())
          .anyMatch(line -> line.matches("Argo CD: \\d+ objects, none differs, nothing applied"))
          .anyMatch(line -> line.matches("root Application of dev: \\d+ objects, none differs.*"));

      platform
          .client()
          .genericKubernetesResources("argoproj.io/v1alpha1", "Application")
          .inNamespace("argocd")
          .withName("platform")
          .edit(
              root -> {
                root.getMetadata().getAnnotations().clear();
                return root;
              });
      assertThat(bootstrap.differences())
          .filteredOn(Difference::isOne)
          .containsExactly(
              new Difference(Kind.CHANGED, "Application argocd/platform", List.of("metadata")));
      bootstrap.applyRoot();
      assertThat(bootstrap.differences()).filteredOn(Difference::isOne).isEmpty();
      List<String> applications =
          platform.promised().platform().applications().stream()
              .map(ExpectedApplication::name)
              .toList();
      assertThat(bootstrap.awaitApplications(applications, ofSeconds(90))).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "on an empty cluster it says what is missing, and brings Argo CD as far as it can run")
  void emptyClusterGetsArgoCd(StoryPlatform platform, @TempDir Path folder) {
    var lines = new Lines();
    try (var empty =
        EmbeddedControlPlane.prepare(
            platform.lab().programs().kubernetes(),
            folder.resolve("control-plane"),
            folder,
            new FreePorts())) {
      empty.launch();
      empty.awaitReady();
      try (Cluster cluster = Cluster.ofLab("empty", empty.adminKubeconfig())) {
        assertThat(check(platform, cluster))
            .singleElement()
            .satisfies(
                finding ->
                    assertThat(finding.sentence())
                        .contains("0 nodes are fit", "nodes: none", "managed node group"));
        Bootstrap bootstrap = bootstrap(platform, cluster, folder, lines);
        assertThat(bootstrap.differences())
            .isNotEmpty()
            .allSatisfy(difference -> assertThat(difference.kind()).isEqualTo(Kind.NEW));
        assertThat(bootstrap.applyBase(ofSeconds(1)))
            .as("what keeps Argo CD from working on no nodes")
            .hasValueSatisfying(why -> assertThat(why).contains("is not available"));
        bootstrap.applyRoot();
        assertThat(bootstrap.differences())
            .as("a second run finds")
            .filteredOn(Difference::isOne)
            .isEmpty();
        assertThat(bootstrap.awaitApplications(List.of("platform"), ofSeconds(1)))
            .containsExactly("Application 'platform' is Unknown and Unknown");
      }
    }
  }

  private static Cluster cluster(StoryPlatform platform) {
    return Cluster.ofLab("stories", platform.lab().controlPlane().adminKubeconfig());
  }

  private static List<Finding> check(StoryPlatform platform, Cluster cluster) {
    return Bootstrap.check(cluster, platform.lab().git().folder(), "dev");
  }

  private static Bootstrap bootstrap(
      StoryPlatform platform, Cluster cluster, Path folder, Lines lines) {
    return new Bootstrap(
        cluster,
        platform.lab().git().folder(),
        "dev",
        platform.lab().programs().kubectl(),
        platform.lab().programs().kustomize(),
        folder,
        lines);
  }
}
