package platform.local.aws;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import platform.local.process.LabException;

/** EventBridge: the rules that bring EC2's events to the interruption queue, and the events. */
final class CloudEvents {
  private static final String SPOT_INTERRUPTION = "EC2 Spot Instance Interruption Warning";
  private static final String REBALANCE = "EC2 Instance Rebalance Recommendation";
  private static final String STATE_CHANGE = "EC2 Instance State-change Notification";
  private static final String HEALTH = "AWS Health Event";

  private final Moto moto;
  private final AwsAccount account;

  CloudEvents(Moto moto, AwsAccount account) {
    this.moto = moto;
    this.account = account;
  }

  void routeToQueue(String queueArn) {
    Map<String, Map<String, List<String>>> rules = new TreeMap<>();
    rules.put("spot-interruption", pattern("aws.ec2", SPOT_INTERRUPTION));
    rules.put("rebalance", pattern("aws.ec2", REBALANCE));
    rules.put("instance-state-change", pattern("aws.ec2", STATE_CHANGE));
    rules.put("health", pattern("aws.health", HEALTH));
    rules.forEach(
        (topic, pattern) -> {
          String rule = account.clusterName() + "-" + topic;
          call(
              "PutRule",
              Map.of("Name", rule, "EventPattern", Json.write(pattern), "State", "ENABLED"));
          call(
              "PutTargets",
              Map.of("Rule", rule, "Targets", List.of(Map.of("Id", "queue", "Arn", queueArn))));
        });
  }

  private static Map<String, List<String>> pattern(String source, String detailType) {
    return Map.of("source", List.of(source), "detail-type", List.of(detailType));
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
