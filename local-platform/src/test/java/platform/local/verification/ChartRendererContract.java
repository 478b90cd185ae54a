package platform.local.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.local.process.Progress;
import platform.local.toolchain.Toolchain;
import platform.local.toolchain.TreeTools;
import platform.model.manifests.Manifest;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlText;
import platform.model.manifests.YamlTree;
import platform.model.planning.Rendering;
import platform.model.platform.PlatformTree;

/** The repository's own Applications with a chart, rendered by the pinned Helm. */
@DisplayName("What charts render to")
class ChartRendererContract {
  private static final Path ROOT = Path.of(System.getProperty("platform.root"));
  private static final Path TOOLCHAIN = ROOT.resolve("local-platform/toolchain");

  @TempDir static Path folder;
  private static ChartRenderer charts;
  private static Rendering rendering;

  @BeforeAll
  static void prepare() {
    var cache = Toolchain.cacheFolder(System.getenv());
    var tools = TreeTools.prepare(TOOLCHAIN, cache, System.getenv(), Progress.silent());
    var run = new TreeRun(tools, ROOT, folder);
    charts = run.charts(TreeTools.helm(TOOLCHAIN, cache, System.getenv(), Progress.silent()));
    rendering = new Rendering(PlatformTree.readWhole(ROOT, "prod", run.renderer()));
  }

  @Test
  void karpenterIsAsItsApplicationSays() {
    var objects = charts.render(application("karpenter"));

    assertThat(objects)
        .filteredOn(each -> each.text("kind").equals("Deployment"))
        .singleElement()
        .satisfies(
            deployment -> {
              assertThat(deployment.text("metadata", "namespace")).isEqualTo("karpenter");
              assertThat(deployment.text("metadata", "labels", "app.kubernetes.io/version"))
                  .isEqualTo(charts.charts().version());
              assertThat(YamlText.of(deployment)).contains("value: eks-platform-prod");
            });
    assertThat(kinds(objects)).doesNotContain("CustomResourceDefinition");
  }

  @Test
  void theDefinitionsAreKeptAndOnlyDefinitions() {
    var objects = charts.render(application("karpenter-crds"));

    assertThat(kinds(objects)).hasSize(5).containsOnly("CustomResourceDefinition");
    assertThat(objects)
        .allSatisfy(
            each ->
                assertThat(each.text("metadata", "annotations", "argocd.argoproj.io/sync-options"))
                    .isEqualTo("Prune=false,Delete=false"));
  }

  @Test
  void theMainChartBringsTheDefinitionsTooUnlessTheyAreSkipped() {
    var brought = charts.render(changed("skipCrds: true", "skipCrds: false"));

    assertThat(kinds(brought)).contains("CustomResourceDefinition");
  }

  @ParameterizedTest
  @CsvSource({
    "1.15.0, 1.14.0, 'is at hand in version 1.15.0, not 1.14.0'",
    "chart: karpenter, chart: another, 'the chart ''another'' is not at hand'",
    "clusterName: eks-platform-prod, clusterName: '', 'without a valid settings.clusterName'"
  })
  void whatCannotBeRenderedIsSaid(String was, String becomes, String words) {
    assertThatThrownBy(() -> charts.render(changed(was, becomes)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(words);
  }

  private static Manifest application(String name) {
    return ((Rendering.Chart) rendering.of(name)).application();
  }

  private static Manifest changed(String was, String becomes) {
    var text = YamlText.of(application("karpenter").yaml());
    assertThat(text).contains(was);
    return Manifest.of(YamlTree.parse("karpenter.yaml", text.replace(was, becomes)).onlyMapping());
  }

  private static List<String> kinds(List<YamlMapping> objects) {
    return objects.stream().map(each -> each.text("kind")).toList();
  }
}
