package platform.local.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedChange;
import platform.model.observed.ObservedChange.Kind;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedObject;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.observed.Resources;
import platform.model.observed.Taint;

class MeaningfulChangesTest {
  private static final Instant BEFORE = Instant.parse("2026-11-22T17:00:00Z");
  private static final Instant AFTER = BEFORE.plusSeconds(3);
  private static final ObservedPlatform EMPTY =
      platform(List.of(), List.of(), List.of(), List.of());

  @Test
  void aChangeTellsWhenWhatAndWhich() {
    assertThat(
            MeaningfulChanges.between(EMPTY, later(pods(pod(Optional.of("a"), "Pending", false)))))
        .containsExactly(
            new ObservedChange(AFTER, Kind.POD, "api/api-1", "pod api/api-1 is bound to node a"));
  }

  @Test
  void nothingHappenedWhereNothingChanged() {
    var all =
        platform(
            List.of(node(true)),
            List.of(pod(Optional.of("a"), "Running", true)),
            List.of(application("Synced", "Healthy")),
            List.of(claim(true)));

    assertThat(MeaningfulChanges.between(all, later(all))).isEmpty();
  }

  @Test
  void aPodIsBoundRunsAndLeaves() {
    var waiting = pods(pod(Optional.empty(), "Pending", false));
    var bound = pods(pod(Optional.of("a"), "Pending", false));
    var running = pods(pod(Optional.of("a"), "Running", true));

    assertThat(sentences(EMPTY, waiting)).containsExactly("pod api/api-1 waits for a node");
    assertThat(sentences(waiting, bound)).containsExactly("pod api/api-1 is bound to node a");
    assertThat(sentences(bound, running)).containsExactly("pod api/api-1 runs");
    assertThat(sentences(EMPTY, running))
        .containsExactly("pod api/api-1 is bound to node a", "pod api/api-1 runs");
    assertThat(sentences(running, EMPTY)).containsExactly("pod api/api-1 has left node a");
  }

  @Test
  void aPodOfTheSameNameOnAnotherNodeWasBoundAnew() {
    assertThat(
            sentences(
                pods(pod(Optional.of("a"), "Running", true)),
                pods(pod(Optional.of("b"), "Running", true))))
        .containsExactly("pod api/api-1 is bound to node b");
  }

  @Test
  void aPodEndsOrIsNoLongerReady() {
    var running = pods(pod(Optional.of("a"), "Running", true));

    assertThat(sentences(running, pods(pod(Optional.of("a"), "Succeeded", false))))
        .containsExactly("pod api/api-1 has ended well");
    assertThat(sentences(running, pods(pod(Optional.of("a"), "Failed", false))))
        .containsExactly("pod api/api-1 has failed");
    assertThat(sentences(running, pods(pod(Optional.of("a"), "Running", false))))
        .containsExactly("pod api/api-1 is no longer ready");
  }

  @Test
  void podsOfDaemonsAreLeftOut() {
    assertThat(sentences(EMPTY, pods(daemon()))).isEmpty();
  }

  @Test
  void aNodeJoinsIsReadyAndGoes() {
    assertThat(sentences(EMPTY, nodes(node(false))))
        .containsExactly("node a has joined (c7g.large, spot, us-east-1a)");
    assertThat(sentences(nodes(node(false)), nodes(node(true)))).containsExactly("node a is ready");
    assertThat(sentences(nodes(node(true)), nodes(node(false))))
        .containsExactly("node a is not ready");
    assertThat(sentences(nodes(node(true)), EMPTY)).containsExactly("node a is gone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"node.kubernetes.io/unschedulable", "karpenter.sh/disrupted"})
  void aNodeIsCordonedAndUncordoned(String taint) {
    var open = nodes(node(true));
    var cordoned = nodes(node(true, new Taint(taint, "", "NoSchedule")));

    assertThat(sentences(open, cordoned)).containsExactly("node a takes no new pods");
    assertThat(sentences(cordoned, open)).containsExactly("node a takes pods again");
  }

  @Test
  void aNodeClaimAsksForAMachineIsReadyAndGoes() {
    var asked = objects(claim(false));
    var ready = objects(claim(true));

    assertThat(sentences(EMPTY, asked)).containsExactly("NodeClaim spot-x asks for a machine");
    assertThat(sentences(asked, ready)).containsExactly("NodeClaim spot-x is ready");
    assertThat(sentences(ready, asked))
        .containsExactly("NodeClaim spot-x is no longer ready: Launched: Unknown");
    assertThat(sentences(ready, EMPTY)).containsExactly("NodeClaim spot-x is gone");
    assertThat(MeaningfulChanges.between(EMPTY, ready))
        .extracting(ObservedChange::kind)
        .containsOnly(Kind.NODE_CLAIM);
  }

  @Test
  void aNodePoolIsReady() {
    var pool = new ObservedObject("NodePool", "spot", true, Optional.empty());

    assertThat(MeaningfulChanges.between(EMPTY, objects(pool)))
        .extracting(ObservedChange::kind, ObservedChange::sentence)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Kind.CAPACITY, "NodePool spot is ready"));
  }

  @Test
  void anApplicationTellsWhatItIsAndWhatItWas() {
    var synced = applications(application("Synced", "Healthy"));

    assertThat(sentences(EMPTY, synced)).containsExactly("Application api is Synced and Healthy");
    assertThat(sentences(applications(application("OutOfSync", "Missing")), synced))
        .containsExactly("Application api is Synced and Healthy, was OutOfSync and Missing");
    assertThat(sentences(synced, EMPTY)).containsExactly("Application api is gone");

    var unknown = applications(application("Unknown", "Unknown"));
    assertThat(sentences(EMPTY, unknown)).isEmpty();
    assertThat(sentences(unknown, synced)).containsExactly("Application api is Synced and Healthy");
    assertThat(sentences(synced, unknown))
        .containsExactly("Application api is Unknown, was Synced and Healthy");
  }

  @Test
  void percentSignsInNamesAndReasonsStay() {
    var odd =
        new ObservedObject("NodePool", "a%d", false, Optional.of("100%s of the limit is used"));
    var ready = new ObservedObject("NodePool", "a%d", true, Optional.empty());

    assertThat(sentences(objects(ready), objects(odd)))
        .containsExactly("NodePool a%d is no longer ready: 100%s of the limit is used");
  }

  private static List<String> sentences(ObservedPlatform before, ObservedPlatform after) {
    return MeaningfulChanges.between(before, later(after)).stream()
        .map(ObservedChange::sentence)
        .toList();
  }

  private static ObservedPlatform later(ObservedPlatform platform) {
    return new ObservedPlatform(
        AFTER,
        platform.nodes(),
        platform.pods(),
        platform.applications(),
        platform.applicationSets(),
        platform.capacityObjects());
  }

  private static ObservedPlatform platform(
      List<ObservedNode> nodes,
      List<ObservedPod> pods,
      List<ObservedApplication> applications,
      List<ObservedObject> objects) {
    return new ObservedPlatform(BEFORE, nodes, pods, applications, List.of(), objects);
  }

  private static ObservedPlatform nodes(ObservedNode... nodes) {
    return platform(List.of(nodes), List.of(), List.of(), List.of());
  }

  private static ObservedPlatform pods(ObservedPod... pods) {
    return platform(List.of(), List.of(pods), List.of(), List.of());
  }

  private static ObservedPlatform applications(ObservedApplication... applications) {
    return platform(List.of(), List.of(), List.of(applications), List.of());
  }

  private static ObservedPlatform objects(ObservedObject... objects) {
    return platform(List.of(), List.of(), List.of(), List.of(objects));
  }

  private static ObservedNode node(boolean ready, Taint... taints) {
    return new ObservedNode(
        "a",
        "c7g.large",
        "spot",
        "us-east-1a",
        "arm64",
        Optional.of("spot"),
        ready,
        new TreeMap<>(),
        List.of(taints),
        BigDecimal.ONE,
        Resources.NONE);
  }

  private static ObservedPod pod(Optional<String> node, String phase, boolean ready) {
    return pod("Deployment", node, phase, ready);
  }

  private static ObservedPod daemon() {
    return pod("DaemonSet", Optional.of("a"), "Running", true);
  }

  private static ObservedPod pod(
      String ownerKind, Optional<String> node, String phase, boolean ready) {
    return new ObservedPod(
        "api",
        "api-1",
        ownerKind,
        "api",
        node,
        phase,
        ready,
        new TreeMap<>(),
        new TreeMap<>(),
        List.of(),
        node.isPresent() ? Optional.empty() : Optional.of("Unschedulable: 0/2 nodes"),
        Resources.NONE,
        0,
        false);
  }

  private static ObservedApplication application(String sync, String health) {
    return new ObservedApplication("api", sync, health, Optional.of("0a1b"), Optional.empty());
  }

  private static ObservedObject claim(boolean ready) {
    return new ObservedObject(
        "NodeClaim", "spot-x", ready, ready ? Optional.empty() : Optional.of("Launched: Unknown"));
  }
}
