package platform.model.capacity;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import platform.model.findings.Location;

/**
 * How many nodes of a NodePool Karpenter may take away at once, and when that holds.
 *
 * @param nodes a number or a percentage, as the NodePool writes it
 * @param reasons what it limits; empty means every reason
 * @param schedule when a window opens, as cron in UTC; empty means always
 * @param duration how long the window stays open
 */
public record DisruptionBudget(
    String nodes,
    Set<DisruptionReason> reasons,
    Optional<String> schedule,
    Optional<Duration> duration,
    Location location) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  public DisruptionBudget {
    reasons = reasons.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(reasons));
    if (!nodes.matches("(100|[0-9]{1,2})%|[0-9]{1,9}")) {
      throw new IllegalArgumentException(nodes + " is neither a number nor a percentage");
    }
  }

  public boolean limits(DisruptionReason reason) {
    return reasons.isEmpty() || reasons.contains(reason);
  }

  /**
   * How many of so many nodes may go at once while it holds. A percentage is rounded up, as
   * Karpenter does: 5 % of 10 nodes are 1.
   */
  public int allowedOf(int numberOfNodes) {
    if (!nodes.endsWith("%")) {
      return Integer.parseInt(nodes);
    }
    return new BigDecimal(nodes.substring(0, nodes.length() - 1))
        .multiply(BigDecimal.valueOf(numberOfNodes))
        .divide(HUNDRED, 0, RoundingMode.CEILING)
        .intValueExact();
  }
}
