package platform.local.aws;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import platform.local.process.LabException;

/**
 * Hourly prices in USD: on-demand from the table that Karpenter carries for the region, spot
 * assumed.
 */
public final class Prices {
  /** What every report that shows a spot price must say beside it. */
  public static final String SPOT_ASSUMPTION =
      "Spot prices are assumed: 34, 36 and 38 % of on-demand in the first, second and third zone."
          + " No real spot price is used.";

  private static final List<BigDecimal> SPOT_FRACTIONS =
      List.of(new BigDecimal("0.34"), new BigDecimal("0.36"), new BigDecimal("0.38"));
  private static final String TABLE = "pkg/providers/pricing/zz_generated.pricing_aws.go";
  private static final Pattern PRICE =
      Pattern.compile("\"([a-z0-9-]+\\.[a-z0-9-]+)\":\\s*([0-9.]+)");

  private final Map<String, BigDecimal> onDemand;
  private final List<String> zones;

  Prices(Map<String, BigDecimal> onDemand, List<String> zones) {
    this.onDemand = Collections.unmodifiableMap(new TreeMap<>(onDemand));
    this.zones = List.copyOf(zones);
  }

  static Prices read(Path karpenterModule, String region, List<String> zones) {
    Path table = karpenterModule.resolve(TABLE);
    try {
      return new Prices(parse(Files.readString(table), region, table), zones);
    } catch (IOException e) {
      throw new LabException(
          table
              + ": Karpenter's table of on-demand prices can't be read ("
              + e.getMessage()
              + "); expected the unpacked module of its AWS provider",
          e);
    }
  }

  static Map<String, BigDecimal> parse(String source, String region, Path where) {
    int start = source.indexOf("\"" + region + "\": {");
    int end = source.indexOf("\n\t},", Math.max(start, 0));
    if (start < 0 || end < 0) {
      throw new LabException(where + ": no prices for region " + region);
    }
    Map<String, BigDecimal> prices = new TreeMap<>();
    Matcher matcher = PRICE.matcher(source.substring(start, end));
    while (matcher.find()) {
      prices.put(matcher.group(1), new BigDecimal(matcher.group(2)));
    }
    return prices;
  }

  /** USD an hour; empty for an instance type or a zone that isn't known. */
  public Optional<BigDecimal> hourly(String instanceType, CapacityType capacityType, String zone) {
    return Optional.ofNullable(onDemand.get(instanceType))
        .flatMap(
            price ->
                switch (capacityType) {
                  case ON_DEMAND -> Optional.of(price);
                  case SPOT -> spot(price, zone);
                });
  }

  private Optional<BigDecimal> spot(BigDecimal onDemandPrice, String zone) {
    int index = zones.indexOf(zone);
    if (index < 0) {
      return Optional.empty();
    }
    BigDecimal fraction = SPOT_FRACTIONS.get(index % SPOT_FRACTIONS.size());
    return Optional.of(onDemandPrice.multiply(fraction).setScale(6, RoundingMode.HALF_UP));
  }

  Map<String, BigDecimal> onDemand() {
    return onDemand;
  }

  List<String> zones() {
    return zones;
  }
}
