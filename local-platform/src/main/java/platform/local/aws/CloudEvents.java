package platform.local.aws;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import platform.local.process.LabException;

/** EventBridge: rules that bring events to a queue, and the events that AWS itself sends. */
final class CloudEvents {
  private static final String SPOT_INTERRUPTION = "EC2 Spot Instance Interruption Warning";
  private static final String REBALANCE = "EC2 Instance Rebalance Recommendation";
  private static final String STATE_CHANGE = "EC2 Instance State-change Notification";

  private final Moto moto;
  private final AwsAccount account;

  CloudEvents(Moto moto, AwsAccount account) {
    this.moto = moto;
    this.account = account;
  }

  void putRule(String name, String pattern) {
    call("PutRule", Map.of("Name", name, "EventPattern", pattern, "State", "ENABLED"));
  }

  void putTarget(String rule, String id, String arn) {
    call("PutTargets", Map.of("Rule", rule, "Targets", List.of(Map.of("Id", id, "Arn", arn))));
  }

  void spotInterruption(String instanceId) {
    put(
        SPOT_INTERRUPTION,
        instanceId,
        Map.of("instance-id", instanceId, "instance-action", "terminate"));
  }

  void rebalanceRecommendation(String instanceId) {
    put(REBALANCE, instanceId, Map.of("instance-id", instanceId));
  }

  void stateChange(String instanceId, String state) {
    put(STATE_CHANGE, instanceId, Map.of("instance-id", instanceId, "state", state));
  }

  private void put(String detailType, String instanceId, Map<String, String> detail) {
    Map<String, Object> entry =
        Map.of(
            "Source",
            "aws.ec2",
            "DetailType",
            detailType,
            "Time",
            Instant.now().getEpochSecond(),
            "Resources",
            List.of(
                "arn:aws:ec2:%s:%s:instance/%s"
                    .formatted(account.region(), account.accountId(), instanceId)),
            "Detail",
            Json.write(detail));
    AwsAnswer answer = call("PutEvents", Map.of("Entries", List.of(entry)));
    if (Json.read(answer.bodyText()).path("FailedEntryCount").asInt() != 0) {
      throw new LabException(
          "EventBridge refuses the event '%s' for %s: %s"
              .formatted(detailType, instanceId, answer.bodyText()));
    }
  }

  private AwsAnswer call(String action, Map<String, Object> body) {
    return moto.callJson("events", "AWSEvents." + action, account.region(), body);
  }
}
