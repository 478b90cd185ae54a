package platform.local.aws;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which pool an instant fleet takes its instances from, and which it was refused on the way.
 *
 * <p>EC2's {@code price-capacity-optimized} weighs price against the depth of each spot pool. No
 * depth is simulated here: a pool has endless capacity until it is refused, so that strategy comes
 * down to the cheapest pool that isn't refused, as {@code lowest-price} does. The prioritized
 * strategies follow the overrides' priorities first.
 */
record FleetAllocation(Optional<FleetRequest.Pool> chosen, List<FleetRequest.Pool> refused) {
  private static final BigDecimal UNKNOWN_PRICE = BigDecimal.valueOf(Long.MAX_VALUE);

  static FleetAllocation of(
      FleetRequest request, Prices prices, Collection<InstancePool> refusals) {
    Comparator<FleetRequest.Pool> byPrice =
        Comparator.comparing(
            pool ->
                prices
                    .hourly(pool.instanceType(), request.capacityType(), pool.zone())
                    .orElse(UNKNOWN_PRICE));
    Comparator<FleetRequest.Pool> order =
        request.strategy().contains("prioritized")
            ? Comparator.comparingDouble(FleetRequest.Pool::priority).thenComparing(byPrice)
            : byPrice;
    List<FleetRequest.Pool> refused = new ArrayList<>();
    for (FleetRequest.Pool pool : request.pools().stream().sorted(order).toList()) {
      boolean isRefused =
          refusals.stream()
              .anyMatch(
                  refusal ->
                      refusal.includes(pool.instanceType(), pool.zone(), request.capacityType()));
      if (!isRefused) {
        return new FleetAllocation(Optional.of(pool), List.copyOf(refused));
      }
      refused.add(pool);
    }
    return new FleetAllocation(Optional.empty(), List.copyOf(refused));
  }
}
