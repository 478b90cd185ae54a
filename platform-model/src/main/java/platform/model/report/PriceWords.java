package platform.model.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import platform.model.pricing.Catalogue;
import platform.model.pricing.InstanceChoice;
import platform.model.pricing.WorstCase;

/**
 * How prices and the choice of types are told. An assumed price is never told without that word.
 */
final class PriceWords {
  private static final int DECIMALS = 4;

  private PriceWords() {}

  static String amount(BigDecimal usd) {
    return usd.setScale(DECIMALS, RoundingMode.HALF_UP).toPlainString();
  }

  static boolean isSpot(InstanceChoice choice) {
    return choice.candidates().stream()
        .flatMap(each -> each.offerings().stream())
        .anyMatch(offering -> offering.capacityType().equals(Catalogue.SPOT));
  }

  /** "76 of 14 families in 6 zones". */
  static String types(InstanceChoice choice) {
    return choice.candidates().isEmpty()
        ? "none: nothing in the catalogue meets all requirements"
        : "%d of %d families (%s) in %d zones; the subnets that the node class finds choose among them"
            .formatted(
                choice.candidates().size(),
                choice.families().size(),
                String.join(" ", choice.families()),
                choice.zones().size());
  }

  /** The cheapest and the dearest node. */
  static String range(InstanceChoice choice, Catalogue catalogue) {
    if (choice.candidates().isEmpty()) {
      return "nothing to buy";
    }
    var cheapest = choice.candidates().get(0);
    var dearest =
        choice.candidates().stream()
            .max(java.util.Comparator.comparing(InstanceChoice.Candidate::dearest))
            .orElseThrow();
    return "$%s (%s) to $%s (%s) an hour%s"
        .formatted(
            amount(cheapest.cheapest()),
            cheapest.type().name(),
            amount(dearest.dearest()),
            dearest.type().name(),
            isSpot(choice) ? ", " + catalogue.spotPrices().adjective() : "");
  }

  /** "assumed" or "measured" behind a price that is the spot market's; nothing behind others. */
  static String marked(String price, InstanceChoice choice, Catalogue catalogue) {
    return isSpot(choice) ? price + " " + catalogue.spotPrices().adjective() : price;
  }

  static String worst(Optional<WorstCase> worst, InstanceChoice choice, Catalogue catalogue) {
    return worst
        .map(
            each ->
                "$%s an hour, $%s a month%s: the limits filled with %s"
                    .formatted(
                        each.hourly().setScale(2, RoundingMode.UP).toPlainString(),
                        each.monthly().toPlainString(),
                        marked("", choice, catalogue),
                        each.shares().stream()
                            .map(
                                share ->
                                    share.nodes().stripTrailingZeros().toPlainString()
                                        + " × "
                                        + share.type().name())
                            .collect(Collectors.joining(" and "))))
        .orElse("unbounded: no limit on CPU, memory or nodes holds it back");
  }

  /** Zones by the letters that tell them apart. */
  static String zones(Collection<String> zones) {
    return new TreeSet<>(zones)
        .stream().map(zone -> zone.replaceFirst(".*-[0-9]+", "")).collect(Collectors.joining(" "));
  }

  static List<String> sources(Catalogue catalogue) {
    return List.of(
        "Prices are USD in "
            + catalogue.region()
            + ", Linux, for the machine alone: no volumes, no"
            + " traffic. On-demand: "
            + catalogue.onDemandSource().words()
            + ".",
        "Instance types: " + catalogue.typesSource().words() + ".",
        catalogue.spotPrices().words());
  }
}
