package platform.stories.harness;

import java.util.function.Function;
import platform.local.aws.CloudEvent;

/** What AWS tells about a machine, the rule that brings it to Karpenter, and what 1.15 calls it. */
public enum Notice {
  SPOT_INTERRUPTION(
      "spot-interruption", "spot_interrupted", "SpotInterrupted", CloudEvent::spotInterruption),
  REBALANCE_RECOMMENDATION(
      "rebalance",
      "rebalance_recommendation",
      "SpotRebalanceRecommendation",
      CloudEvent::rebalanceRecommendation),
  STATE_CHANGE(
      "instance-state-change",
      "instance_stopped",
      "InstanceStopping",
      machine -> CloudEvent.stateChange(machine, "stopping")),
  SCHEDULED_CHANGE("health", "scheduled_change", "InstanceUnhealthy", CloudEvent::scheduledChange),
  CAPACITY_RESERVATION_INTERRUPTION(
      "capacity-reservation",
      "capacity_reservation_interrupted",
      "CapacityReservationInstanceInterrupted",
      CloudEvent::capacityReservationInterruption);

  private final String rule;
  private final String messageType;
  private final String reason;
  private final Function<String, CloudEvent> event;

  Notice(String rule, String messageType, String reason, Function<String, CloudEvent> event) {
    this.rule = rule;
    this.messageType = messageType;
    this.reason = reason;
    this.event = event;
  }

  /** The name of Terraform's rule for it. */
  public String rule(StoryPlatform platform) {
    return platform.lab().aws().account().clusterName() + "-" + rule;
  }

  /** The label by which Karpenter counts it. */
  public String messageType() {
    return messageType;
  }

  /** The reason of the event that Karpenter writes about the NodeClaim. */
  public String reason() {
    return reason;
  }

  /** The event about a machine. */
  public CloudEvent about(String instanceId) {
    return event.apply(instanceId);
  }
}
