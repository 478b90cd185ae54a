package platform.local.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import platform.local.toolchain.PinnedModules;
import platform.local.toolchain.Toolchain;
import platform.model.pricing.CatalogueFile;
import platform.model.pricing.SpotPrices;

class PinnedCatalogueTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final PinnedModules MODULES =
      PinnedModules.find(
          Path.of("toolchain"), Toolchain.cacheFolder(System.getenv()), System.getenv());

  /** Rewritten by: scripts/platform prices pinned. */
  @Test
  @DisplayName("the catalogue in Git is what the pinned modules say, unless an account said it")
  void theFileIsCurrent() throws IOException {
    assumeTrue(MODULES.moto().isPresent(), "moto is not in the toolchain's cache");
    assumeTrue(MODULES.karpenter().isPresent(), "Karpenter's module is not in Go's cache");
    var inGit = CatalogueFile.read(ROOT, PinnedCatalogue.REGION);
    assumeTrue(
        inGit.spotPrices() instanceof SpotPrices.Assumed, "the catalogue is taken from an account");

    assertThat(Files.readString(CatalogueFile.of(ROOT, PinnedCatalogue.REGION)))
        .describedAs("make it anew: scripts/platform prices pinned")
        .isEqualTo(CatalogueFile.write(PinnedCatalogue.make(MODULES)));
  }
}
