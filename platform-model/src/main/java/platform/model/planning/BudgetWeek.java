package platform.model.planning;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import platform.model.capacity.DisruptionBudget;
import platform.model.capacity.DisruptionReason;
import platform.model.capacity.NodePool;
import platform.model.manifests.ManifestException;

/**
 * How many of a NodePool's nodes may be on their way out at once over one week in UTC, by reason.
 *
 * <p>The rules are those of {@code pkg/apis/v1/nodepool.go} of Karpenter 1.15.0: the budget that
 * allows least counts, one without a window always holds, and where none holds nothing is limited.
 *
 * @param nodes how many nodes the pool has
 * @param monday the day it begins
 * @param spans reason to the spans of the week, from its first minute to its last
 * @param isEveryWeek whether other weeks are the same
 */
public record BudgetWeek(
    int nodes, LocalDate monday, Map<DisruptionReason, List<Span>> spans, boolean isEveryWeek) {
  public static final int MINUTES = 7 * 24 * 60;

  /**
   * A stretch of the week in which the same number may go.
   *
   * @param from minute of the week, from 0
   * @param to the first minute that no longer belongs to it
   * @param allowed at most all nodes
   */
  public record Span(int from, int to, int allowed) {}

  public BudgetWeek {
    spans = Collections.unmodifiableMap(new EnumMap<>(spans));
  }

  /**
   * The week that holds a day.
   *
   * @throws ManifestException if a schedule is none that Karpenter can read
   */
  public static BudgetWeek of(NodePool nodePool, int nodes, LocalDate day) {
    var monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    var budgets = nodePool.disruption().budgets();
    var holding = budgets.stream().map(budget -> holding(budget, monday)).toList();
    var spans = new EnumMap<DisruptionReason, List<Span>>(DisruptionReason.class);
    for (var reason : DisruptionReason.values()) {
      var allowed = new int[MINUTES];
      Arrays.fill(allowed, nodes);
      for (var index = 0; index < budgets.size(); index++) {
        if (budgets.get(index).limits(reason)) {
          limit(allowed, holding.get(index), budgets.get(index).allowedOf(nodes));
        }
      }
      spans.put(reason, spansOf(allowed));
    }
    var isEveryWeek =
        budgets.stream()
            .flatMap(budget -> budget.schedule().stream())
            .allMatch(schedule -> CronSchedule.parse(schedule).isWeekly());
    return new BudgetWeek(nodes, monday, spans, isEveryWeek);
  }

  /** How many may go at a minute of the week. */
  public int allowed(DisruptionReason reason, int minute) {
    return spans.get(reason).stream()
        .filter(span -> span.from() <= minute && minute < span.to())
        .findFirst()
        .orElseThrow()
        .allowed();
  }

  private static void limit(int[] allowed, boolean[] holds, int most) {
    for (var minute = 0; minute < MINUTES; minute++) {
      if (holds[minute]) {
        allowed[minute] = Math.min(allowed[minute], most);
      }
    }
  }

  /** The minutes at which a budget holds: from each hit of its schedule for its duration. */
  private static boolean[] holding(DisruptionBudget budget, LocalDate monday) {
    var holds = new boolean[MINUTES];
    if (budget.schedule().isEmpty()) {
      Arrays.fill(holds, true);
      return holds;
    }
    var schedule = parse(budget);
    var length = (int) budget.duration().map(Duration::toMinutes).orElse(0L).longValue();
    var start = monday.atStartOfDay();
    // Karpenter finds no next hit, and takes that for one that lies in the past.
    if (!schedule.everHitsFrom(monday)) {
      Arrays.fill(holds, true);
      return holds;
    }
    for (var minute = 1 - length; minute < MINUTES; minute++) {
      if (schedule.hits(start.plusMinutes(minute))) {
        Arrays.fill(
            holds, Math.max(minute, 0), Math.max(0, Math.min(minute + length, MINUTES)), true);
      }
    }
    return holds;
  }

  private static CronSchedule parse(DisruptionBudget budget) {
    var text = budget.schedule().orElseThrow();
    try {
      return CronSchedule.parse(text);
    } catch (IllegalArgumentException unreadable) {
      throw new ManifestException(
          budget.location(),
          "Karpenter can't read the budget's schedule '%s' (%s) and then takes away no node of the pool"
                  .formatted(text, unreadable.getMessage())
              + " for any reason",
          "write minute, hour, day of month, month and day of week, or one as @daily",
          unreadable);
    }
  }

  private static List<Span> spansOf(int[] allowed) {
    var spans = new ArrayList<Span>();
    var from = 0;
    for (var minute = 1; minute <= MINUTES; minute++) {
      if (minute == MINUTES || allowed[minute] != allowed[from]) {
        spans.add(new Span(from, minute, allowed[from]));
        from = minute;
      }
    }
    return List.copyOf(spans);
  }
}
