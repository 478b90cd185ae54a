package platform.model.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The instance types of one region and their prices.
 *
 * @param typesSource where the types come from
 * @param onDemandSource where the on-demand prices come from
 * @param types by name
 */
public record Catalogue(
    String region,
    Source typesSource,
    Source onDemandSource,
    SpotPrices spotPrices,
    SortedMap<String, InstanceType> types) {
  /** As Karpenter writes how an instance is bought. */
  public static final String ON_DEMAND = "on-demand";

  public static final String SPOT = "spot";

  public Catalogue {
    types = Collections.unmodifiableSortedMap(new TreeMap<>(types));
  }

  public static Catalogue of(
      String region,
      Source typesSource,
      Source onDemandSource,
      SpotPrices spotPrices,
      Collection<InstanceType> types) {
    var byName = new TreeMap<String, InstanceType>();
    types.forEach(type -> byName.put(type.name(), type));
    return new Catalogue(region, typesSource, onDemandSource, spotPrices, byName);
  }

  public Optional<InstanceType> type(String name) {
    return Optional.ofNullable(types.get(name));
  }

  public SortedSet<String> zones() {
    var zones = new TreeSet<String>();
    types.values().forEach(type -> zones.addAll(type.zones()));
    return zones;
  }

  /** USD an hour; empty for a type, a zone or a way of buying that isn't known. */
  public Optional<BigDecimal> hourly(String typeName, String capacityType, String zone) {
    return type(typeName).flatMap(type -> hourly(type, capacityType, zone));
  }

  /** All that can be bought of a type, as Karpenter sees it: a price is needed. */
  public List<Offering> offeringsOf(InstanceType type) {
    var offerings = new ArrayList<Offering>();
    for (var capacityType : type.capacityTypes()) {
      for (var zone : type.zones()) {
        hourly(type, capacityType, zone)
            .ifPresent(price -> offerings.add(new Offering(type, zone, capacityType, price)));
      }
    }
    return offerings;
  }

  private Optional<BigDecimal> hourly(InstanceType type, String capacityType, String zone) {
    return switch (capacityType) {
      case ON_DEMAND -> type.onDemandPrice().filter(price -> type.zones().contains(zone));
      case SPOT -> spotPrices.hourly(type, zone);
      default -> Optional.empty();
    };
  }
}
