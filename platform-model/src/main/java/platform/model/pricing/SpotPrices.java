package platform.model.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** Where spot prices come from: a market that was asked, or an assumption that says so. */
public sealed interface SpotPrices {
  /** What must stand wherever a spot price is shown. */
  String words();

  /** USD an hour; empty where the type is not sold in the zone. */
  Optional<BigDecimal> hourly(InstanceType type, String zone);

  /** One word for a column of spot prices. */
  String adjective();

  /** Taken from the account's price history. */
  record Measured(Source source) implements SpotPrices {
    @Override
    public String words() {
      return "Spot prices are measured: " + source.words() + ".";
    }

    @Override
    public String adjective() {
      return "measured";
    }

    @Override
    public Optional<BigDecimal> hourly(InstanceType type, String zone) {
      return Optional.ofNullable(type.measuredSpotPrices().get(zone));
    }
  }

  /** A share of the on-demand price that differs by zone, so that zones are no ties. */
  record Assumed() implements SpotPrices {
    private static final List<BigDecimal> FRACTIONS =
        List.of(new BigDecimal("0.34"), new BigDecimal("0.36"), new BigDecimal("0.38"));
    private static final int DECIMALS = 6;

    @Override
    public String words() {
      return "Spot prices are assumed: 34, 36 and 38 % of on-demand in the first, second and third"
          + " zone, and so on in turn. No real spot price is used.";
    }

    @Override
    public String adjective() {
      return "assumed";
    }

    @Override
    public Optional<BigDecimal> hourly(InstanceType type, String zone) {
      var letter = zone.charAt(zone.length() - 1) - 'a';
      var fraction = FRACTIONS.get(Math.floorMod(letter, FRACTIONS.size()));
      return type.onDemandPrice()
          .filter(price -> type.zones().contains(zone))
          .map(price -> price.multiply(fraction).setScale(DECIMALS, RoundingMode.HALF_UP));
    }
  }
}
