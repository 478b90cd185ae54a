package platform.stories;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.haveNoRoomForOne;
import static platform.stories.expectations.Expectations.isFilledAsBefore;
import static platform.stories.expectations.Expectations.isSyncedAndHealthy;
import static platform.stories.expectations.Expectations.runsOnlyOn;
import static platform.stories.expectations.Expectations.runsThePlatformAsBefore;
import static platform.stories.promises.Promise.Level.PROVEN;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.local.programs.RunningProgram;
import platform.model.observed.ObservedPlatform;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.ArgoCdSpread;
import platform.stories.harness.KarpenterReplicas;
import platform.stories.harness.Nodes;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.Programs;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Loss of a bootstrap machine")
@ResourceLock(Touches.BOOTSTRAP)
@ResourceLock(Touches.GIT)
@ResourceLock(Touches.KARPENTER)
@ResourceLock(Touches.MANAGED_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_SPOT)
class BootstrapLossStory {

  @Test
  @DisplayName(
      "Karpenter's other replica gives capacity within 3 minutes of the leader's machine ending")
  void otherReplicaTakesOver(StoryPlatform platform) {
    RunningProgram leading = KarpenterReplicas.leader(platform);
    RunningProgram standingBy =
        KarpenterReplicas.all(platform).stream()
            .filter(replica -> !replica.pod().equals(leading.pod()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no replica of Karpenter stands by"));
    var before = platform.observe();
    Programs.endMachineUnder(platform, leading);
    var profile = platform.profile("karpenter-spot");
    String namespace = platform.namespace("after-the-loss");
    platform.deploy(
        "batch-worker",
        profile,
        namespace,
        """
        patches:
          - target: {kind: Deployment}
            patch: |-
              - {op: replace, path: /spec/template/spec/containers/0/resources/requests, value: {cpu: "7", memory: 1Gi}}
        """);
    platform.eventually(
        runsOnlyOn(profile, new PodsOf(namespace, "Deployment", "batch-worker"), 1), ofMinutes(3));
    // Not the lost replica's successor, which may be up by now.
    assertThat(KarpenterReplicas.leader(platform).processId())
        .as("process of the leader, %s stood by", standingBy.pod())
        .isEqualTo(standingBy.processId());
    // What else ran there may take longer, and the next story counts on it.
    awaitAllAsBefore(platform, before);
  }

  @Test
  @DisplayName(
      "the machine under Argo CD's controller ends: within 3 minutes all of the platform that ran there"
          + " runs again on its replacement or the other, and a commit is synced")
  void platformComesBack(StoryPlatform platform) {
    var before = platform.observe();
    RunningProgram lost = Programs.only(platform, "argocd-application-controller");
    Programs.endMachineUnder(platform, lost);
    awaitAllAsBefore(platform, before);
    assertThat(Programs.only(platform, lost.name()).node())
        .as("node of Argo CD's controller")
        .isNotEqualTo(lost.node());
    assertThat(KarpenterReplicas.all(platform)).as("replicas of Karpenter").hasSize(2);
    String commit =
        platform.commit(
            tree ->
                tree.replace(
                    "gitops/apps/workloads/stateless-api/overlays/dev/kustomization.yaml",
                    "count: 2",
                    "count: 1"));
    platform.eventually(isSyncedAndHealthy("workload-stateless-api", commit));
  }

  @Test
  @DisplayName(
      "what gathered on one machine while the other was away leaves workloads no room there, and does"
          + " once Argo CD's pods are spread again as operations says")
  void roomOnBothAgain(StoryPlatform platform) {
    var profile = platform.profile("managed-on-demand");
    String stays = Programs.only(platform, "argocd-repo-server").node();
    String away =
        Nodes.of(platform, profile).stream()
            .filter(node -> !node.equals(stays))
            .findFirst()
            .orElseThrow();
    Nodes.drainAndUncordon(platform, away);
    String namespace = platform.namespace("room-on-both");
    platform.deploy(
        "stateless-api", profile, namespace, "replicas: [{name: stateless-api, count: 2}]");
    var pods = new PodsOf(namespace, "Deployment", "stateless-api");
    platform.eventually(haveNoRoomForOne(pods, 2));
    platform.consistently(haveNoRoomForOne(pods, 2), ofSeconds(5));
    ArgoCdSpread.rebalance(platform.client());
    platform.eventually(runsOnlyOn(profile, pods, 2));
  }

  /**
   * Workloads wait longer if all of the platform went to one machine, the replacement being late.
   */
  private static void awaitAllAsBefore(StoryPlatform platform, ObservedPlatform before) {
    var profile = platform.profile("managed-on-demand");
    platform.eventually(runsThePlatformAsBefore(profile, before), ofMinutes(3));
    ArgoCdSpread.rebalance(platform.client());
    platform.eventually(isFilledAsBefore(profile, before));
  }
}
