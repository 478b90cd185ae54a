package platform.local.catalogue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import platform.local.process.LabException;

/**
 * The tables that Karpenter's AWS provider carries in its source.
 *
 * @param onDemand USD an hour in one region
 * @param date when they were taken
 * @param networkBandwidth instance type to megabits a second
 */
record KarpenterTables(
    SortedMap<String, BigDecimal> onDemand,
    LocalDate date,
    SortedMap<String, String> networkBandwidth) {
  static final String PRICES = "pkg/providers/pricing/zz_generated.pricing_aws.go";
  static final String BANDWIDTH = "pkg/providers/instancetype/zz_generated.bandwidth.go";

  private static final Pattern DATE =
      Pattern.compile("(?m)^// generated at ([0-9]{4}-[0-9]{2}-[0-9]{2})T");
  private static final Pattern ENTRY =
      Pattern.compile("\"([a-z0-9-]+\\.[a-z0-9-]+)\":\\s*([0-9.]+)");

  KarpenterTables {
    onDemand = Collections.unmodifiableSortedMap(new TreeMap<>(onDemand));
    networkBandwidth = Collections.unmodifiableSortedMap(new TreeMap<>(networkBandwidth));
  }

  static KarpenterTables read(Path karpenterModule, String region) {
    Path prices = karpenterModule.resolve(PRICES);
    String text = text(prices);
    return new KarpenterTables(
        prices(text, region, prices), date(text, prices), bandwidth(karpenterModule));
  }

  static SortedMap<String, String> bandwidth(Path karpenterModule) {
    var bandwidth = new TreeMap<String, String>();
    Matcher entry = ENTRY.matcher(text(karpenterModule.resolve(BANDWIDTH)));
    while (entry.find()) {
      bandwidth.put(entry.group(1), entry.group(2));
    }
    return bandwidth;
  }

  static SortedMap<String, BigDecimal> prices(String source, String region, Path where) {
    int start = source.indexOf("\"" + region + "\": {");
    int end = source.indexOf("\n\t},", Math.max(start, 0));
    if (start < 0 || end < 0) {
      throw new LabException(
          where
              + ": no prices for region "
              + region
              + "; take them from an account: scripts/platform prices refresh --region "
              + region);
    }
    var prices = new TreeMap<String, BigDecimal>();
    Matcher entry = ENTRY.matcher(source.substring(start, end));
    while (entry.find()) {
      prices.put(entry.group(1), new BigDecimal(entry.group(2)).stripTrailingZeros());
    }
    return prices;
  }

  private static LocalDate date(String source, Path where) {
    return Optional.of(DATE.matcher(source))
        .filter(Matcher::find)
        .map(found -> LocalDate.parse(found.group(1)))
        .orElseThrow(() -> new LabException(where + ": no line says when it was generated"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new LabException(
          file
              + ": Karpenter's table can't be read ("
              + e.getMessage()
              + "); expected the unpacked module of its AWS provider",
          e);
    }
  }
}
