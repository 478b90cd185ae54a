package platform.local.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedApplicationSet;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedObject;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.observed.Resources;
import platform.model.observed.Taint;

class SettlingTest {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private final Settling settling = new Settling(Duration.ofSeconds(45));

  private boolean hasSettledBy(ObservedPlatform observed) {
    return settling.hasSettledBy(observed, Duration.between(START, observed.at()));
  }

  @Test
  void nothingHasSettledAtFirstSight() {
    assertThat(hasSettledBy(at(0, pod("Pending")))).isFalse();
  }

  @Test
  void aPlatformHasSettledWhenNothingMovedForLongEnough() {
    hasSettledBy(at(0, pod("Pending")));

    assertThat(hasSettledBy(at(44, pod("Pending")))).isFalse();
    assertThat(hasSettledBy(at(45, pod("Pending")))).isTrue();
  }

  @Test
  void everyMoveStartsTheTimeAnew() {
    hasSettledBy(at(0, pod("Pending")));
    hasSettledBy(at(40, pod("Running")));

    assertThat(hasSettledBy(at(84, pod("Running")))).isFalse();
    assertThat(hasSettledBy(at(85, pod("Running")))).isTrue();
  }

  @Test
  void podsApplicationsNodesAndCapacityMove() {
    var first = at(0, pod("Pending"));
    hasSettledBy(first);

    assertThat(settling.movesIn(first)).isFalse();
    assertThat(settling.movesIn(at(1, pod("Running")))).isTrue();
    assertThat(settling.movesIn(platform(1, pod("Pending"), "Synced", true, true))).isTrue();
    assertThat(settling.movesIn(platform(1, pod("Pending"), "OutOfSync", false, true))).isTrue();
    assertThat(settling.movesIn(platform(1, pod("Pending"), "OutOfSync", true, false))).isTrue();
  }

  @Test
  void aNodeThatIsBeingDrainedIsAwaited() {
    Taint drained = new Taint("karpenter.sh/disrupted", "", "NoSchedule");
    hasSettledBy(at(0, pod("Pending"), drained));

    assertThat(hasSettledBy(at(300, pod("Pending"), drained))).isFalse();
    assertThat(hasSettledBy(at(301, pod("Pending")))).isTrue();
  }

  @Test
  void anApplicationSetWhoseRepoServerWasAwayIsAwaitedUntilItWasTriedAgain() {
    String away = "rpc error: code = Unavailable desc = connection refused";
    hasSettledBy(withSet(0, away));

    assertThat(hasSettledBy(withSet(239, away))).isFalse();
    assertThat(hasSettledBy(withSet(240, away))).isTrue();
  }

  @Test
  void anApplicationSetThatOnlyACommitCanHealIsNotAwaited() {
    String mistake = "map has no entry for key namespace";
    hasSettledBy(withSet(0, mistake));

    assertThat(hasSettledBy(withSet(45, mistake))).isTrue();
  }

  @Test
  void anApplicationSetThatIsGeneratedAgainMoves() {
    hasSettledBy(withSet(0, "rpc error: code = Unavailable"));

    assertThat(settling.movesIn(withSet(1, "rpc error: code = Unavailable"))).isFalse();
    assertThat(settling.movesIn(withSet(1, Optional.empty()))).isTrue();
  }

  private static ObservedPlatform withSet(long second, String message) {
    return withSet(
        second, Optional.of(new ObservedApplicationSet.Failure(message, Optional.of(START))));
  }

  private static ObservedPlatform withSet(
      long second, Optional<ObservedApplicationSet.Failure> failure) {
    return platform(
        second,
        pod("Pending"),
        "OutOfSync",
        true,
        true,
        List.of(new ObservedApplicationSet("workloads", failure)));
  }

  private static ObservedPlatform at(long second, ObservedPod pod, Taint... taints) {
    return platform(second, pod, "OutOfSync", true, true, taints);
  }

  private static ObservedPlatform platform(
      long second,
      ObservedPod pod,
      String sync,
      boolean nodeReady,
      boolean poolReady,
      Taint... taints) {
    return platform(second, pod, sync, nodeReady, poolReady, List.of(), taints);
  }

  private static ObservedPlatform platform(
      long second,
      ObservedPod pod,
      String sync,
      boolean nodeReady,
      boolean poolReady,
      List<ObservedApplicationSet> sets,
      Taint... taints) {
    return new ObservedPlatform(
        START.plusSeconds(second),
        List.of(
            new ObservedNode(
                "a",
                "c7g.large",
                "spot",
                "us-east-1a",
                "arm64",
                Optional.empty(),
                nodeReady,
                new TreeMap<>(),
                List.of(taints),
                BigDecimal.ONE,
                Resources.NONE)),
        List.of(pod),
        List.of(
            new ObservedApplication("api", sync, "Healthy", Optional.empty(), Optional.empty())),
        sets,
        List.of(new ObservedObject("NodePool", "spot", poolReady, Optional.empty())));
  }

  private static ObservedPod pod(String phase) {
    return SeenPod.of("api", "Deployment", "api", phase, false);
  }
}
