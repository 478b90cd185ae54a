package platform.model.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.Kustomize;
import platform.model.manifests.Renderer;
import platform.model.workloads.PodBearer;

class PlatformTreeTest {
  @Test
  void theWholePictureIsRead() {
    var reading = Fixtures.validReading();
    var platform = reading.platform();
    assertThat(reading.findings()).isEmpty();
    assertThat(platform.environment()).isEqualTo("dev");
    assertThat(platform.settings().value("clusterName")).isEqualTo("eks-platform-dev");
    assertThat(platform.profiles())
        .containsOnlyKeys("karpenter-on-demand", "karpenter-spot", "managed-on-demand");
    assertThat(platform.nodePools()).containsOnlyKeys("karpenter-on-demand", "karpenter-spot");
    assertThat(platform.nodeClasses().get("default").roleLocation())
        .isEqualTo(new Location("gitops/apps/platform/capacity/node-class.yaml", 10));
    assertThat(platform.platformNamespaces()).containsExactly("argocd", "karpenter", "kube-system");
  }

  @Test
  void anEnvironmentThatLostItsSettingsIsFound(@TempDir Path root) throws IOException {
    Fixtures.copy(Fixtures.validRepository(), root);
    Files.createDirectories(root.resolve("gitops/apps/workloads/stateless-api/overlays/prod"));
    assertThat(PlatformTree.read(root, "dev", new PlainRenderer()).findings())
        .extracting(Finding::sentence)
        .containsOnlyOnce(
            "gitops/apps/workloads/stateless-api/overlays/prod:1: environment 'prod' has no"
                + " gitops/environments/prod/settings.yaml; restore it, or remove all of the"
                + " environment; environments: dev");
  }

  @Test
  void workloadsKnowTheirPodBearersAndWhereTheirProfileIsNamed() {
    var workloads = Fixtures.validReading().platform().workloads();
    assertThat(workloads).containsOnlyKeys("nightly-report", "stateful-cache", "stateless-api");
    var report = workloads.get("nightly-report");
    assertThat(report.profile()).isEqualTo("karpenter-spot");
    assertThat(report.location().toString())
        .isEqualTo("gitops/apps/workloads/nightly-report/overlays/dev/workload.yaml:4");
    assertThat(report.podBearers())
        .extracting(PodBearer::kind, PodBearer::namespace, PodBearer::replicas, PodBearer::schedule)
        .containsExactly(tuple("CronJob", "nightly-report", 0, Optional.of("30 2 * * *")));
  }

  @Test
  void rootChildrenAndGeneratedApplicationsAreExpected() {
    assertThat(Fixtures.validReading().platform().applications())
        .extracting(ExpectedApplication::name, ExpectedApplication::origin)
        .containsExactly(
            tuple("capacity", ExpectedApplication.Origin.CHILD),
            tuple("karpenter", ExpectedApplication.Origin.CHILD),
            tuple("platform", ExpectedApplication.Origin.ROOT),
            tuple("workload-nightly-report", ExpectedApplication.Origin.GENERATED),
            tuple("workload-stateful-cache", ExpectedApplication.Origin.GENERATED),
            tuple("workload-stateless-api", ExpectedApplication.Origin.GENERATED));
  }

  @Test
  void theComponentThatTheApplicationSetInjectsIsRendered() {
    var components = new java.util.TreeSet<String>();
    Renderer recording =
        request -> {
          components.addAll(request.components());
          return List.of();
        };
    PlatformTree.read(Fixtures.validRepository(), "dev", recording);
    assertThat(components)
        .containsExactly(
            "../../../../../profiles/karpenter-on-demand",
            "../../../../../profiles/karpenter-spot",
            "../../../../../profiles/managed-on-demand");
  }

  @Test
  void anUnknownEnvironmentListsThoseThereAre() {
    assertThatThrownBy(
            () -> PlatformTree.read(Fixtures.validRepository(), "dve", new PlainRenderer()))
        .isInstanceOf(PlatformTreeException.class)
        .hasMessage("unknown environment 'dve'; did you mean 'dev'? environments: dev");
  }

  @Test
  void aFolderThatIsNoRepositoryIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> PlatformTree.read(folder, "dev", new PlainRenderer()))
        .isInstanceOf(PlatformTreeException.class)
        .hasMessageContaining("holds no folder 'gitops'");
  }

  @Test
  void theRepositorysOwnTreeHasNoFindings() {
    var repository = Path.of(System.getProperty("platform.repository", ".."));
    var program = System.getProperty("kustomize.program");
    Assumptions.assumeTrue(
        program != null, "skipped: -Dkustomize.program=<path of kustomize> is not given");
    Assumptions.assumeTrue(
        Files.isDirectory(repository.resolve("gitops")), "skipped: no gitops/ in " + repository);
    var reading = PlatformTree.read(repository, "dev", new Kustomize(Path.of(program)));
    assertThat(reading.findings()).isEmpty();
    assertThat(reading.platform().workloads().values())
        .isNotEmpty()
        .allSatisfy(
            workload ->
                assertThat(workload.podBearers())
                    .isNotEmpty()
                    .allSatisfy(
                        bearer ->
                            assertThat(bearer.nodeSelector())
                                .containsEntry("capacity.platform/profile", workload.profile())));
  }
}
