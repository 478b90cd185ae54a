package platform.model.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import platform.model.operations.CapacityState.Blockade;
import platform.model.operations.CapacityState.Budget;
import platform.model.operations.CapacityState.Hash;
import platform.model.operations.CapacityState.NodeClaimState;
import platform.model.operations.CapacityState.NodeClassState;
import platform.model.operations.CapacityState.NodePoolState;
import platform.model.operations.CapacityState.Readiness;
import platform.model.operations.Rollout.Old;
import platform.model.operations.Rollout.Stage;
import platform.model.report.RolloutReport;

class RolloutTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Readiness READY = new Readiness(true, true, Optional.empty());
  private static final Optional<Hash> PRESENT = Optional.of(new Hash("present", "v3"));
  private static final Optional<Hash> FORMER = Optional.of(new Hash("former", "v3"));
  private static final String IMAGE = "ami-new";

  @Test
  void machinesOnThePresentTemplateAreReplaced() {
    Rollout rollout = of(pool(READY), nodeClass(READY), claim("a"), claim("b"));

    assertThat(only(rollout).stage()).isEqualTo(Stage.REPLACED);
    assertThat(only(rollout).present()).isEqualTo(2);
    assertThat(rollout.isDone()).isTrue();
  }

  @Test
  void aPoolWithoutMachinesHasNothingToReplace() {
    assertThat(of(pool(READY), nodeClass(READY)).isDone()).isTrue();
  }

  @Test
  void aMachineOfAFormerPoolTemplateIsOld() {
    assertThat(old(claim("a").with(FORMER, PRESENT, IMAGE)).because())
        .isEqualTo("NodePool changed");
  }

  @Test
  void aMachineOfAFormerNodeClassIsOld() {
    assertThat(old(claim("a").with(PRESENT, FORMER, IMAGE)).because())
        .isEqualTo("node class changed");
  }

  @Test
  void aMachineOfAnotherImageIsOldBeforeKarpenterSaysSo() {
    assertThat(old(claim("a").with(PRESENT, PRESENT, "ami-old")).because())
        .isEqualTo("image ami-old");
  }

  @Test
  void aDriftedMachineIsOldForKarpentersReason() {
    Old old = old(claim("a").drifted("AMIDrift"));

    assertThat(old.because()).isEqualTo("AMIDrift");
    assertThat(old.isLeaving()).isFalse();
  }

  @Test
  void aMachineThatIsGoingCountsUntilItIsGone() {
    assertThat(old(claim("a").deleting()).isLeaving()).isTrue();
  }

  @Test
  void hashesOfTwoVersionsSayNothing() {
    Optional<Hash> other = Optional.of(new Hash("former", "v2"));

    assertThat(of(pool(READY), nodeClass(READY), claim("a").with(other, other, IMAGE)).isDone())
        .isTrue();
    assertThat(
            of(pool(READY), nodeClass(READY), claim("a").with(Optional.empty(), PRESENT, IMAGE))
                .isDone())
        .isTrue();
  }

  @Test
  void rightAfterACommitNothingIsDone() {
    Readiness unseen = new Readiness(false, true, Optional.empty());

    Rollout poolUnseen = of(pool(unseen), nodeClass(READY), claim("a"));
    Rollout classUnseen = of(pool(READY), nodeClass(unseen), claim("a"));

    assertThat(only(poolUnseen).stage()).isEqualTo(Stage.UNSEEN);
    assertThat(only(classUnseen).stage()).isEqualTo(Stage.UNSEEN);
    assertThat(only(classUnseen).heldBackBy())
        .containsExactly("Karpenter has not looked at EC2NodeClass 'default' as it is now");
  }

  @Test
  void aNodeClassThatIsNotThereIsSaid() {
    var state =
        new CapacityState(
            NOW, List.of(pool(READY)), List.of(), List.of(claim("a").state()), List.of());

    assertThat(only(Rollout.of(state)).stage()).isEqualTo(Stage.UNSEEN);
    assertThat(only(Rollout.of(state)).heldBackBy())
        .containsExactly("EC2NodeClass 'default' does not exist");
  }

  @Test
  void aBudgetOfZeroHoldsDriftedNodes() {
    var pool = pool(READY, new Budget("0", new TreeSet<>(Set.of("Drifted")), Optional.empty()));
    Rollout rollout = of(pool, nodeClass(READY), claim("a").drifted("AMIDrift"), claim("b"));

    assertThat(only(rollout).stage()).isEqualTo(Stage.HELD);
    assertThat(only(rollout).heldBackBy())
        .containsExactly("a budget of nodes: \"0\" holds drifted nodes");
    assertThat(rollout.summary())
        .isEqualTo(
            "0 of 1 NodePools replaced; spot: 1 of 2 on the present template, oldest left node-a"
                + " (AMIDrift); a budget of nodes: \"0\" holds drifted nodes");
  }

  @Test
  void aBudgetForOtherReasonsOrOtherTimesHoldsNothingByItself() {
    var underutilized = new Budget("0", new TreeSet<>(Set.of("Underutilized")), Optional.empty());
    var byDay = new Budget("0", new TreeSet<>(), Optional.of("0 6 * * *"));
    Rollout rollout =
        of(pool(READY, underutilized, byDay), nodeClass(READY), claim("a").drifted("AMIDrift"));

    assertThat(only(rollout).stage()).isEqualTo(Stage.ROLLING);
  }

  @Test
  void whileOneIsBeingReplacedTheOthersWaitTheirTurn() {
    var pool = pool(READY, new Budget("0", new TreeSet<>(), Optional.empty()));
    Rollout rollout =
        of(
            pool,
            nodeClass(READY),
            claim("a").drifted("AMIDrift").deleting(),
            claim("b").drifted("AMIDrift"));

    assertThat(only(rollout).stage()).isEqualTo(Stage.ROLLING);
  }

  @Test
  void karpentersOwnWordSaysWhatHoldsAMachine() {
    var state =
        new CapacityState(
            NOW,
            List.of(pool(READY)),
            List.of(nodeClass(READY)),
            List.of(claim("a").drifted("AMIDrift").state()),
            List.of(
                new Blockade("Node", "node-a", "Pdb prevents pod evictions (PDB=team/api)"),
                new Blockade(
                    "NodePool",
                    "spot",
                    "No allowed disruptions for disruption reason Underutilized due to blocking budget"),
                new Blockade("Node", "node-z", "of no matter here")));

    assertThat(only(Rollout.of(state)).stage()).isEqualTo(Stage.HELD);
    assertThat(only(Rollout.of(state)).heldBackBy())
        .containsExactly("node-a: Pdb prevents pod evictions (PDB=team/api)");
  }

  @Test
  void theTableShowsCountsAndWhatIsLeft() {
    Rollout rollout = of(pool(READY), nodeClass(READY), claim("a").drifted("AMIDrift"), claim("b"));

    assertThat(RolloutReport.table(rollout).lines())
        .containsExactly(
            "NODEPOOL  PRESENT  DRIFTED  OLDEST LEFT  ROLLOUT",
            "spot      1 of 2   1        node-a, 3h   rolling",
            "spot: node-a is old: AMIDrift");
    assertThat(RolloutReport.json(rollout))
        .contains("\"done\" : false", "\"present\" : 1", "\"because\" : \"AMIDrift\"");
  }

  private static Old old(Claim claim) {
    Rollout.Pool pool = only(of(pool(READY), nodeClass(READY), claim));
    assertThat(pool.present()).isZero();
    assertThat(pool.old()).hasSize(1);
    return pool.old().get(0);
  }

  private static Rollout.Pool only(Rollout rollout) {
    assertThat(rollout.pools()).hasSize(1);
    return rollout.pools().get(0);
  }

  private static Rollout of(NodePoolState pool, NodeClassState nodeClass, Claim... claims) {
    return Rollout.of(
        new CapacityState(
            NOW,
            List.of(pool),
            List.of(nodeClass),
            List.of(claims).stream().map(Claim::state).toList(),
            List.of()));
  }

  private static NodePoolState pool(Readiness readiness, Budget... budgets) {
    return new NodePoolState(
        "spot", "default", readiness, PRESENT, List.of(budgets), Optional.of("capacity"));
  }

  private static NodeClassState nodeClass(Readiness readiness) {
    return new NodeClassState(
        "default", readiness, PRESENT, new TreeSet<>(Set.of(IMAGE)), Optional.of("capacity"));
  }

  private static Claim claim(String name) {
    return new Claim(name, PRESENT, PRESENT, IMAGE, Optional.empty(), false);
  }

  private record Claim(
      String name,
      Optional<Hash> pool,
      Optional<Hash> nodeClass,
      String image,
      Optional<String> drift,
      boolean isDeleting) {
    Claim with(Optional<Hash> ofPool, Optional<Hash> ofClass, String ofImage) {
      return new Claim(name, ofPool, ofClass, ofImage, drift, isDeleting);
    }

    Claim drifted(String reason) {
      return new Claim(name, pool, nodeClass, image, Optional.of(reason), isDeleting);
    }

    Claim deleting() {
      return new Claim(name, pool, nodeClass, image, drift, true);
    }

    NodeClaimState state() {
      return new NodeClaimState(
          "spot-" + name,
          "spot",
          "default",
          Optional.of("node-" + name),
          NOW.minusSeconds(3 * 3600),
          pool,
          nodeClass,
          Optional.of(image),
          drift,
          Optional.empty(),
          isDeleting);
    }
  }
}
