package platform.model.planning;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import platform.model.capacity.DisruptionBudget;
import platform.model.capacity.DisruptionReason;
import platform.model.capacity.NodePool;

/** What a NodePool's budgets come to, said so that it can't be misread. */
public record BudgetPlan(NodePool nodePool, BudgetWeek week) {
  public static BudgetPlan of(NodePool nodePool, int nodes, LocalDate day) {
    return new BudgetPlan(nodePool, BudgetWeek.of(nodePool, nodes, day));
  }

  /** One sentence on a reason. */
  public String sentence(DisruptionReason reason) {
    return WeekWords.of(week.spans().get(reason), week.nodes());
  }

  /** What a reason stands for. */
  public static String meaning(DisruptionReason reason) {
    return switch (reason) {
      case EMPTY -> "no pod is left that needs the node";
      case UNDERUTILIZED -> "its pods fit elsewhere, or on a cheaper node";
      case DRIFTED ->
          "it differs from what the NodePool or node class now say, as with a new image";
      case UNHEALTHY -> "node repair, which is off unless its feature gate is on";
    };
  }

  /** What people take budgets for and they are not, as far as it concerns these. */
  public List<String> notes() {
    var notes = new ArrayList<String>();
    notes.add(
        "A number is of nodes that go at the same time, not in a window: one after the other, all may"
            + " go in one. Nodes that go or are not ready for any other cause count too.");
    var rounded = rounded();
    if (!rounded.isEmpty()) {
      notes.add("Percentages are rounded up: " + rounded + ".");
    }
    unlimitedOutsideWindows()
        .forEach(
            reason ->
                notes.add(
                    "%s: a budget with a schedule limits only in its window, and outside of it nothing"
                            .formatted(reason.word())
                        + " limits this reason. To hold it back then, add a budget without a schedule,"
                        + " or one whose window is the rest of the week."));
    if (!week.isEveryWeek()) {
      notes.add(
          "A schedule names days of the month or months: other weeks differ from that of %s."
              .formatted(week.monday()));
    }
    return notes;
  }

  /** What no budget holds back. */
  public List<String> ungoverned() {
    var ungoverned = new ArrayList<String>();
    ungoverned.add(
        nodePool
            .expireAfter()
            .map(
                age ->
                    "expiry: a node older than %s goes, however many do at once"
                        .formatted(words(age)))
            .orElse("expiry: there is none"));
    ungoverned.add(
        "interruption: a spot warning or a host's failure takes the node within minutes");
    ungoverned.add("deletion of a NodeClaim, a node or the NodePool, by a person or by Argo CD");
    ungoverned.add(
        nodePool
            .terminationGracePeriod()
            .map(
                period ->
                    "once a node goes: after %s it is ended whatever its pods' own budgets say"
                        .formatted(words(period)))
            .orElse("once a node goes: nothing ends it while a pod's own budget refuses eviction"));
    return ungoverned;
  }

  /** A duration as NodePools write it, in days where it is whole days. */
  public static String words(Duration duration) {
    if (duration.toHours() >= 48 && duration.toSeconds() % 86_400 == 0) {
      return duration.toDays() + " days";
    }
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private String rounded() {
    return nodePool.disruption().budgets().stream()
        .map(DisruptionBudget::nodes)
        .filter(nodes -> nodes.endsWith("%"))
        .distinct()
        .filter(this::isRounded)
        .map(
            nodes ->
                "%s of %d are %d"
                    .formatted(
                        nodes,
                        week.nodes(),
                        nodePool.disruption().budgets().stream()
                            .filter(budget -> budget.nodes().equals(nodes))
                            .findFirst()
                            .orElseThrow()
                            .allowedOf(week.nodes())))
        .collect(Collectors.joining(", "));
  }

  private boolean isRounded(String percentage) {
    return Integer.parseInt(percentage.substring(0, percentage.length() - 1)) * week.nodes() % 100
        != 0;
  }

  private List<DisruptionReason> unlimitedOutsideWindows() {
    return week.spans().keySet().stream()
        .filter(
            reason -> {
              var limiting =
                  nodePool.disruption().budgets().stream()
                      .filter(budget -> budget.limits(reason))
                      .toList();
              return !limiting.isEmpty()
                  && limiting.stream().allMatch(budget -> budget.schedule().isPresent())
                  && week.spans().get(reason).stream()
                      .anyMatch(span -> span.allowed() == week.nodes());
            })
        .toList();
  }
}
