package platform.model.capacity;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;

/** An amount as Kubernetes writes it, such as {@code 100m} cores or {@code 256Gi} bytes. */
public record Quantity(BigDecimal amount) implements Comparable<Quantity> {
  private static final Pattern TEXT =
      Pattern.compile("([+-]?[0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]+)?)([numkMGTPE]|[KMGTPE]i)?");
  private static final Map<String, BigDecimal> SUFFIXES =
      Map.ofEntries(
          Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
          Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
          Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
          Map.entry("k", BigDecimal.ONE.movePointRight(3)),
          Map.entry("M", BigDecimal.ONE.movePointRight(6)),
          Map.entry("G", BigDecimal.ONE.movePointRight(9)),
          Map.entry("T", BigDecimal.ONE.movePointRight(12)),
          Map.entry("P", BigDecimal.ONE.movePointRight(15)),
          Map.entry("E", BigDecimal.ONE.movePointRight(18)),
          Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
          Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
          Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
          Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
          Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
          Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

  public static final Quantity NONE = new Quantity(BigDecimal.ZERO);

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException when it is no quantity
   */
  public static Quantity of(String text) {
    return find(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no quantity"));
  }

  /** Reads a value, text or number, or tells that it is no quantity and where. */
  public static Quantity from(YamlNode value) {
    if (value instanceof YamlScalar scalar) {
      return find(scalar.text())
          .orElseThrow(
              () ->
                  new ManifestException(
                      value.location(),
                      "'" + value.path() + "' is '" + scalar.text() + "', which is no quantity",
                      "write one such as 500m or 2Gi"));
    }
    throw new ManifestException(
        value.location(),
        "'" + value.path() + "' is " + value.description(),
        "write a quantity such as 500m or 2Gi");
  }

  /** Reads a text; empty when it is no quantity. */
  public static Optional<Quantity> find(String text) {
    var matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var number = new BigDecimal(matcher.group(1));
    var suffix = matcher.group(2);
    return Optional.of(
        new Quantity(suffix == null ? number : number.multiply(SUFFIXES.get(suffix))));
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }
}
