package platform.model.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import platform.model.manifests.ManifestException;

class CatalogueFileTest {
  private static final InstanceType GPU =
      new InstanceType(
          "g5g.xlarge",
          "arm64",
          4,
          8192,
          new TreeSet<>(List.of("us-east-1a", "us-east-1b")),
          new TreeSet<>(List.of("on-demand", "spot")),
          4,
          15,
          new TreeMap<>(Map.of("gpu-count", "1")),
          Optional.of(new BigDecimal("0.42")),
          new TreeMap<>(Map.of("us-east-1b", new BigDecimal("0.1361"))));

  @Test
  void whatIsWrittenIsRead(@TempDir Path root) throws IOException {
    var measured =
        Catalogue.of(
            "us-east-1",
            new Source("here", Optional.empty()),
            new Source("there", Optional.of(LocalDate.of(2026, 11, 26))),
            new SpotPrices.Measured(
                new Source("the market", Optional.of(LocalDate.of(2026, 11, 25)))),
            List.of(GPU));
    var file = CatalogueFile.of(root, "us-east-1");
    Files.createDirectories(file.getParent());
    Files.writeString(file, CatalogueFile.write(measured));

    var read = CatalogueFile.read(root, "us-east-1");

    assertThat(read).isEqualTo(measured);
    assertThat(read.hourly("g5g.xlarge", "spot", "us-east-1b")).contains(new BigDecimal("0.1361"));
    assertThat(read.hourly("g5g.xlarge", "spot", "us-east-1a")).isEmpty();
    assertThat(read.hourly("g5g.xlarge", "on-demand", "us-east-1c")).isEmpty();
    assertThat(read.spotPrices().words())
        .isEqualTo("Spot prices are measured: the market, 2026-11-25.");
  }

  @Test
  void theRepositorysFileIsAsTheWriterWouldWriteIt() throws IOException {
    assertThat(Files.readString(CatalogueFile.of(PricingExample.ROOT, "us-east-1")))
        .isEqualTo(CatalogueFile.write(PricingExample.repositorys()));
  }

  @Test
  void aRegionWithoutAFileSaysHowToMakeIt(@TempDir Path root) {
    assertThatThrownBy(() -> CatalogueFile.read(root, "eu-west-1"))
        .isInstanceOf(ManifestException.class)
        .hasMessage(
            "catalogue/eu-west-1.json:1: there is no catalogue of instance types and prices of"
                + " region 'eu-west-1'; make it: scripts/platform prices refresh --region"
                + " eu-west-1");
  }

  @Test
  void aBrokenFileIsAFindingWithItsLine(@TempDir Path root) throws IOException {
    var file = CatalogueFile.of(root, "us-east-1");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\n\"region\": \"us-east-1\",\n oops");
    assertThatThrownBy(() -> CatalogueFile.read(root, "us-east-1"))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith("catalogue/us-east-1.json:3: the catalogue can't be read:");

    Files.writeString(file, "{\"region\": \"us-east-1\"}");
    assertThatThrownBy(() -> CatalogueFile.read(root, "us-east-1"))
        .hasMessageContaining("'instanceTypes' is missing");
  }

  @Test
  void namesAreTakenApartAsKarpenterDoes() {
    var ultra = PricingExample.type("u-3tb1.56xlarge", 1, 1, "1", "us-east-1a");
    assertThat(ultra.category()).contains("u");
    assertThat(ultra.generation()).contains("1");
    assertThat(GPU.category()).contains("g");
    assertThat(GPU.isExotic()).isTrue();
    assertThat(GPU.addressLimitedPods()).isEqualTo(58);
  }
}
