package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import platform.local.process.LabException;

class PricesTest {
  private static final Path WHERE = Path.of("prices.go");
  private static final String TABLE =
      """
      var prices = map[string]map[string]float64{
      \t"us-east-1": {
      \t\t"c6g.large": 0.068000, "u-3tb1.56xlarge": 27.3,
      \t},
      \t"us-west-2": {
      \t\t"c6g.large": 0.070000,
      \t},
      }
      """;

  @Test
  void onDemandPricesAreTheRegionsOwn() {
    assertThat(Prices.parse(TABLE, "us-east-1", WHERE))
        .containsEntry("c6g.large", new BigDecimal("0.068000"))
        .containsKey("u-3tb1.56xlarge");
    assertThat(Prices.parse(TABLE, "us-west-2", WHERE))
        .containsEntry("c6g.large", new BigDecimal("0.070000"));
  }

  @Test
  void aRegionWithoutPricesIsNamed() {
    assertThatThrownBy(() -> Prices.parse(TABLE, "eu-north-9", WHERE))
        .isInstanceOf(LabException.class)
        .hasMessage("prices.go: no prices for region eu-north-9");
  }

  @Test
  void spotIsAnAssumedShareThatDiffersByZone() {
    var prices =
        new Prices(Prices.parse(TABLE, "us-east-1", WHERE), List.of("us-east-1a", "us-east-1b"));

    assertThat(prices.hourly("c6g.large", CapacityType.SPOT, "us-east-1a"))
        .contains(new BigDecimal("0.023120"));
    assertThat(prices.hourly("c6g.large", CapacityType.SPOT, "us-east-1b"))
        .contains(new BigDecimal("0.024480"));
    assertThat(prices.hourly("unknown.large", CapacityType.SPOT, "us-east-1a")).isEmpty();
    assertThat(prices.hourly("c6g.large", CapacityType.SPOT, "elsewhere")).isEmpty();
  }
}
