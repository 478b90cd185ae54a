package platform.model.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlTree;
import platform.model.platform.Fixtures;
import platform.model.platform.PlatformTree;

class RenderingTest {
  @Test
  void aChartInTheSourceIsHelmsToRender() {
    assertThat(ofKarpenter("source: {repoURL: public.ecr.aws/karpenter, chart: karpenter}"))
        .asInstanceOf(InstanceOfAssertFactories.type(Rendering.Chart.class))
        .satisfies(chart -> assertThat(chart.application().name()).isEqualTo("karpenter"));
  }

  @Test
  void anApplicationWithNothingToRenderIsSaidToBeOne() {
    assertThat(ofKarpenter("sources: [{repoURL: public.ecr.aws/karpenter, chart: karpenter}]"))
        .asInstanceOf(InstanceOfAssertFactories.type(Rendering.Broken.class))
        .satisfies(
            broken ->
                assertThat(broken.findings())
                    .extracting(Finding::sentence)
                    .containsExactly(
                        "Application 'karpenter' brings nothing that can be rendered here;"
                            + " name a chart in spec.source, or a folder of this repository"));
  }

  /** Of a tree whose root Application brings this one alone. */
  private static Rendering.Outcome ofKarpenter(String source) {
    var application =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: karpenter}
        spec: {%s}
        """
            .formatted(source);
    var objects =
        YamlTree.parse("karpenter.yaml", application).mappings().stream()
            .map(Manifest::of)
            .toList();
    var reading =
        PlatformTree.readWhole(
            Fixtures.validRepository(),
            "dev",
            request -> request.folder().endsWith("gitops/bootstrap/dev") ? objects : List.of());
    return new Rendering(reading).of("karpenter");
  }
}
