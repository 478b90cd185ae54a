package platform.model.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static platform.model.capacity.DisruptionReason.DRIFTED;
import static platform.model.capacity.DisruptionReason.EMPTY;
import static platform.model.capacity.DisruptionReason.UNDERUTILIZED;

import java.time.LocalDate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import platform.model.capacity.NodePool;
import platform.model.manifests.Manifest;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlTree;

class BudgetPlanTest {
  private static final LocalDate THURSDAY = LocalDate.of(2026, 11, 26);

  @Test
  void theBudgetThatAllowsLeastCounts() {
    var plan = plan(10, "{nodes: '5'}", "{nodes: '2', reasons: [Drifted]}", "{nodes: '30%'}");

    assertThat(plan.sentence(DRIFTED)).isEqualTo("at most 2 of 10 at any time");
    assertThat(plan.sentence(EMPTY)).isEqualTo("at most 3 of 10 at any time");
  }

  @Test
  void aWindowOnWorkingDaysIsOneClause() {
    var plan = plan(20, "{nodes: '1'}", "{nodes: '0', schedule: '0 6 * * mon-fri', duration: 14h}");

    assertThat(plan.sentence(DRIFTED))
        .isEqualTo("none Mon-Fri 06:00 to 20:00; else at most 1 of 20");
  }

  @Test
  void aWindowAcrossMidnightEndsTheNextDayAndOnMondayTheLastWeeksGoesOn() {
    var plan = plan(10, "{nodes: '0', schedule: '0 22 * * *', duration: 8h}");

    assertThat(plan.week().allowed(EMPTY, 0)).isZero();
    assertThat(plan.week().allowed(EMPTY, 6 * 60 - 1)).isZero();
    assertThat(plan.week().allowed(EMPTY, 6 * 60)).isEqualTo(10);
    assertThat(plan.sentence(EMPTY))
        .isEqualTo("none every day 22:00 to 06:00 the next day; else all 10");
  }

  @Test
  void overlappingWindowsAllowTheLesserOfTheTwo() {
    var plan =
        plan(
            10,
            "{nodes: '5', schedule: '@daily', duration: 12h}",
            "{nodes: '2', schedule: '0 6 * * *', duration: 12h}");

    assertThat(plan.week().allowed(EMPTY, 5 * 60)).isEqualTo(5);
    assertThat(plan.week().allowed(EMPTY, 11 * 60)).isEqualTo(2);
    assertThat(plan.week().allowed(EMPTY, 17 * 60)).isEqualTo(2);
    assertThat(plan.week().allowed(EMPTY, 18 * 60)).isEqualTo(10);
  }

  @Test
  void outsideTheWindowOfItsOnlyBudgetAReasonIsUnlimitedAndThatIsSaid() {
    var plan =
        plan(
            10,
            "{nodes: '35%', schedule: '0 1 * * mon', duration: 4h}",
            "{nodes: '35%', reasons: [Empty]}");

    assertThat(plan.sentence(DRIFTED)).isEqualTo("at most 4 of 10 Mon 01:00 to 05:00; else all 10");
    assertThat(plan.notes()).anyMatch(note -> note.startsWith("Drifted: a budget with a schedule"));
    assertThat(plan.notes()).noneMatch(note -> note.startsWith("Empty:"));
    assertThat(plan.notes()).contains("Percentages are rounded up: 35% of 10 are 4.");
  }

  @Test
  void aScheduleThatNeverHitsAlwaysHoldsAsItDoesForKarpenter() {
    assertThat(
            plan(10, "{nodes: '0', schedule: '0 0 31 2 *', duration: 1h}").sentence(UNDERUTILIZED))
        .isEqualTo("none at any time");
  }

  @Test
  void aScheduleThatKarpenterCantReadIsAFinding() {
    assertThatThrownBy(() -> plan(10, "{nodes: '0', schedule: '0 0 * * sat-sun', duration: 24h}"))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith("pool.yaml:8: Karpenter can't read the budget's schedule")
        .hasMessageContaining("takes away no node of the pool for any reason");
  }

  @Test
  void whatNoBudgetHoldsBackIsNamed() {
    assertThat(plan(10, "{nodes: '0'}").ungoverned())
        .anyMatch(each -> each.startsWith("expiry: a node older than 30 days goes"))
        .anyMatch(each -> each.startsWith("interruption"))
        .anyMatch(each -> each.startsWith("deletion"));
  }

  static BudgetPlan plan(int nodes, String... budgets) {
    return BudgetPlan.of(nodePool(budgets), nodes, THURSDAY);
  }

  static NodePool nodePool(String... budgets) {
    var text =
        """
        apiVersion: karpenter.sh/v1
        kind: NodePool
        metadata: {name: pool}
        spec:
          template: {spec: {}}
          disruption:
            budgets:
        """
            + Stream.of(budgets)
                .map(budget -> "      - " + budget + "\n")
                .collect(Collectors.joining());
    return NodePool.from(Manifest.of(YamlTree.parse("pool.yaml", text).onlyMapping()));
  }
}
