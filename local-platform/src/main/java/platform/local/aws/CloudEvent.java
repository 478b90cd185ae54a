package platform.local.aws;

import java.util.List;
import java.util.Map;

/**
 * What AWS tells on EventBridge about instances, in the fields that AWS documents.
 *
 * @param detailType e.g. {@code EC2 Instance State-change Notification}
 * @param instanceIds the machines that it is about
 * @param detail as the kind of event has it
 */
public record CloudEvent(
    String source, String detailType, List<String> instanceIds, Map<String, Object> detail) {
  private static final String EC2 = "aws.ec2";
  private static final String INSTANCE = "instance-id";

  public CloudEvent {
    instanceIds = List.copyOf(instanceIds);
    detail = Map.copyOf(detail);
  }

  /** A spot machine ends in two minutes. */
  public static CloudEvent spotInterruption(String instanceId) {
    return ec2(
        "EC2 Spot Instance Interruption Warning",
        instanceId,
        Map.of(INSTANCE, instanceId, "instance-action", "terminate"));
  }

  /** A spot machine is more likely to be interrupted than others, which may never happen. */
  public static CloudEvent rebalanceRecommendation(String instanceId) {
    return ec2("EC2 Instance Rebalance Recommendation", instanceId, Map.of(INSTANCE, instanceId));
  }

  /**
   * A machine has come into a state.
   *
   * @param state as EC2 names it, e.g. {@code stopping}
   */
  public static CloudEvent stateChange(String instanceId, String state) {
    return ec2(
        "EC2 Instance State-change Notification",
        instanceId,
        Map.of(INSTANCE, instanceId, "state", state));
  }

  /** AWS will retire the host of a machine. */
  public static CloudEvent scheduledChange(String instanceId) {
    return new CloudEvent(
        "aws.health",
        "AWS Health Event",
        List.of(instanceId),
        Map.of(
            "service", "EC2",
            "eventTypeCode", "AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED",
            "eventTypeCategory", "scheduledChange",
            "affectedEntities", List.of(Map.of("entityValue", instanceId))));
  }

  /** The reserved capacity that a machine runs on is taken back. */
  public static CloudEvent capacityReservationInterruption(String instanceId) {
    return ec2(
        "EC2 Capacity Reservation Instance Interruption Warning",
        instanceId,
        Map.of(INSTANCE, instanceId, "instance-action", "terminate"));
  }

  private static CloudEvent ec2(String detailType, String instanceId, Map<String, Object> detail) {
    return new CloudEvent(EC2, detailType, List.of(instanceId), detail);
  }
}
