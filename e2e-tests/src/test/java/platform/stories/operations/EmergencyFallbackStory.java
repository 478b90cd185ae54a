package platform.stories.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.areUnschedulable;
import static platform.stories.expectations.Expectations.movesTo;
import static platform.stories.promises.Promise.Level.PROVEN;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.local.aws.CapacityType;
import platform.local.aws.InstancePool;
import platform.local.machines.Machine;
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

  @Test
  @DisplayName(
      "a workload that lost its spot nodes, and gets no others, runs on managed-on-demand after one"
          + " commit")
  void workloadLeavesSpot(StoryPlatform platform) {
    var spot = platform.profile("karpenter-spot");
    platform.commit(
        tree -> tree.replace(CHOICE, "profile: managed-on-demand", "profile: karpenter-spot"));
    platform.eventually(movesTo(spot, API, 2));
    InstancePool allSpot = InstancePool.ofCapacityType(CapacityType.SPOT);
    platform.lab().aws().refuse(allSpot);
    try {
      platform.lab().machines().running().stream()
          .filter(machine -> machine.capacityType() == CapacityType.SPOT)
          .map(Machine::instanceId)
          .forEach(platform.lab().machines()::end);
      platform.eventually(areUnschedulable(API, 2));

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
  }
}
