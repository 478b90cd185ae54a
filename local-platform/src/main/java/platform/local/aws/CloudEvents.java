package platform.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import platform.local.process.LabException;

/**
 * EventBridge: rules that bring events to a queue, and the events that AWS itself sends. AWS
 * refuses them from anybody else; here the lab is AWS.
 */
final class CloudEvents {
  private final Gateway gateway;
  private final AwsAccount account;

  CloudEvents(Gateway gateway, AwsAccount account) {
    this.gateway = gateway;
    this.account = account;
  }

  void putRule(String name, String pattern) {
    call("PutRule", Map.of("Name", name, "EventPattern", pattern, "State", "ENABLED"));
  }

  void putTarget(String rule, String id, String arn) {
    call("PutTargets", Map.of("Rule", rule, "Targets", List.of(Map.of("Id", id, "Arn", arn))));
  }

  /**
   * Takes a rule away with its targets.
   *
   * @return what puts it back as it was
   */
  Runnable removeRule(String name) {
    String pattern = call("DescribeRule", Map.of("Name", name)).path("EventPattern").asText();
    JsonNode targets = call("ListTargetsByRule", Map.of("Rule", name)).path("Targets");
    var ids = new ArrayList<String>();
    targets.forEach(target -> ids.add(target.path("Id").asText()));
    call("RemoveTargets", Map.of("Rule", name, "Ids", ids));
    call("DeleteRule", Map.of("Name", name));
    return () -> {
      putRule(name, pattern);
      targets.forEach(
          target -> putTarget(name, target.path("Id").asText(), target.path("Arn").asText()));
    };
  }

  void put(CloudEvent event) {
    Map<String, Object> entry =
        Map.of(
            "Source",
            event.source(),
            "DetailType",
            event.detailType(),
            "Time",
            Instant.now().getEpochSecond(),
            "Resources",
            event.instanceIds().stream()
                .map(
                    id ->
                        "arn:aws:ec2:%s:%s:instance/%s"
                            .formatted(account.region(), account.accountId(), id))
                .toList(),
            "Detail",
            Json.write(event.detail()));
    JsonNode answer = call("PutEvents", Map.of("Entries", List.of(entry)));
    if (answer.path("FailedEntryCount").asInt() != 0) {
      throw new LabException("EventBridge refuses the event %s: %s".formatted(event, answer));
    }
  }

  private JsonNode call(String action, Map<String, Object> body) {
    return gateway.callJson("events", "AWSEvents." + action, account.region(), body);
  }
}
