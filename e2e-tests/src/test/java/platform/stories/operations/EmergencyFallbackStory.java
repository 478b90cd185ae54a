package platform.stories.operations;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.movesTo;
import static platform.stories.promises.Promise.Level.PROVEN;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.local.aws.CapacityType;
import platform.local.aws.InstancePool;
import platform.local.aws.RunningInstance;
import platform.local.machines.Machine;
import platform.stories.expectations.Answer.Met;
import platform.stories.expectations.Answer.NotYet;
import platform.stories.expectations.Expectation;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Emergency fallback")
@ResourceLock(Touches.GIT)
@ResourceLock(Touches.MANAGED_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_SPOT)
class EmergencyFallbackStory {
  private static final String CHOICE =
      "gitops/apps/workloads/stateless-api/overlays/dev/workload.yaml";
  private static final PodsOf API = new PodsOf("stateless-api", "Deployment", "stateless-api");

  /** Karpenter's UnavailableOfferingsTTL. */
  private static final Duration REFUSED_IS_LEFT_ALONE = ofMinutes(3);

  private static final Expectation HAS_LOST_ITS_NODES =
      new Expectation(
          "a pod waits for a node",
          observed -> {
            long waiting =
                observed.pods().stream()
                    .filter(pod -> pod.namespace().equals("stateless-api"))
                    .filter(pod -> pod.node().isEmpty())
                    .count();
            return waiting > 0 ? new Met() : new NotYet("all pods still have a node");
          });

  @Test
  @DisplayName(
      "a workload that lost its spot nodes, and gets no others, runs on managed-on-demand after one"
          + " commit, and is back on spot after another once there is some again")
  void workloadLeavesSpot(StoryPlatform platform) {
    var spot = platform.profile("karpenter-spot");
    platform.commit(
        tree -> tree.replace(CHOICE, "profile: managed-on-demand", "profile: karpenter-spot"));
    platform.eventually(movesTo(spot, API, 2));
    InstancePool allSpot = InstancePool.ofCapacityType(CapacityType.SPOT);
    platform.lab().aws().refuse(allSpot);
    try {
      // Those that are still booting as well.
      platform.lab().aws().runningInstances().stream()
          .filter(instance -> instance.capacityType() == CapacityType.SPOT)
          .map(RunningInstance::id)
          .forEach(platform.lab().aws()::terminate);
      // A budget of the profile may hold the other on its dead node for a while.
      platform.eventually(HAS_LOST_ITS_NODES, ofMinutes(2));

      platform.commit(
          tree -> tree.replace(CHOICE, "profile: karpenter-spot", "profile: managed-on-demand"));
      platform.eventually(movesTo(platform.profile("managed-on-demand"), API, 2));
      assertThat(platform.lab().machines().running())
          .extracting(Machine::capacityType)
          .as("machines while spot is refused")
          .doesNotContain(CapacityType.SPOT);
    } finally {
      platform.lab().aws().allow(allSpot);
    }
    platform.commit(
        tree -> tree.replace(CHOICE, "profile: managed-on-demand", "profile: karpenter-spot"));
    platform.eventually(movesTo(spot, API, 2), REFUSED_IS_LEFT_ALONE.plus(ofMinutes(2)));
  }
}
