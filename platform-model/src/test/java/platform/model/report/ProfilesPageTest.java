package platform.model.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import platform.model.manifests.Kustomize;
import platform.model.manifests.Renderer;
import platform.model.manifests.YamlFiles;
import platform.model.planning.CapacityPlan;
import platform.model.platform.PlatformTree;
import platform.model.pricing.CatalogueFile;

class ProfilesPageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("docs/profiles.md");

  /** Rewritten by: scripts/platform describe page. */
  @Test
  @DisplayName("docs/profiles.md says what the tree and its catalogue say")
  @EnabledIfSystemProperty(named = "kustomize.program", matches = ".+")
  void thePageIsCurrent() throws IOException {
    Renderer renderer = new Kustomize(Path.of(System.getProperty("kustomize.program")));

    assertThat(Files.readString(PAGE))
        .describedAs("write it anew: scripts/platform describe page")
        .isEqualTo(ProfilesPage.render(plans(renderer)));
  }

  private static List<CapacityPlan> plans(Renderer renderer) {
    return PlatformTree.environments(ROOT).stream()
        .map(environment -> plan(environment, renderer))
        .collect(Collectors.toList());
  }

  private static CapacityPlan plan(String environment, Renderer renderer) {
    var platform = PlatformTree.read(ROOT, environment, renderer).platform();
    var objects =
        renderer.render(
            new Renderer.Request(
                new YamlFiles(ROOT),
                ROOT.resolve("gitops/apps/platform/capacity"),
                List.of("../../../environments/" + environment)));
    var catalogue = CatalogueFile.read(ROOT, platform.settings().value("region"));
    return CapacityPlan.of(platform, catalogue, objects);
  }
}
