package platform.stories.aws;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Bodies of messages that nobody should act on, most of them about a machine that is in use.
 *
 * @param instanceId the machine
 */
record UselessMessages(String instanceId) {
  private static final String GONE = "i-00000000000000001";

  /** So many of them, garbled, duplicated, stale and foreign ones in turn. */
  List<String> bodies(int count) {
    List<String> kinds =
        Stream.of(garbled(), duplicated(), stale(), foreign()).flatMap(List::stream).toList();
    return IntStream.range(0, count).mapToObj(i -> kinds.get(i % kinds.size())).toList();
  }

  private List<String> garbled() {
    String interruption = spotInterruption("\"instance-id\": \"%s\"".formatted(instanceId));
    return List.of(
        "interrupt " + instanceId,
        "[" + interruption + "]",
        interruption.substring(0, interruption.length() - 2),
        interruption.replace("\"detail\"", "\"DETAILS\""),
        spotInterruption("\"instance-id\": 7"),
        spotInterruption("\"instance-id\": [\"%s\"]".formatted(instanceId)),
        spotInterruption("\"instance-id\": \"\""),
        "{\"detail\": \"%s\"}".formatted("x".repeat(10_000)));
  }

  /** Of a kind that is recorded and nothing else, however often. */
  private List<String> duplicated() {
    String recommendation =
        event(
            "aws.ec2",
            "EC2 Instance Rebalance Recommendation",
            "\"instance-id\": \"%s\"".formatted(instanceId));
    return List.of(recommendation, recommendation, recommendation);
  }

  private List<String> stale() {
    return List.of(
        stateChange(instanceId, "pending"),
        stateChange(instanceId, "running"),
        stateChange(GONE, "terminated"),
        spotInterruption("\"instance-id\": \"%s\"".formatted(GONE)));
  }

  /** Of other machines, other services, and versions that are none of Karpenter's business. */
  private List<String> foreign() {
    String interruption = spotInterruption("\"instance-id\": \"%s\"".formatted(instanceId));
    return List.of(
        spotInterruption("\"instance-id\": \"i-0123456789abcdef0\""),
        interruption.replace("\"version\": \"0\"", "\"version\": \"1\""),
        interruption.replace("aws.ec2", "com.example"),
        health("RDS", "scheduledChange"),
        health("EC2", "accountNotification"),
        event(
            "aws.autoscaling",
            "EC2 Instance-terminate Lifecycle Action",
            "\"EC2InstanceId\": \"%s\"".formatted(instanceId)));
  }

  private String health(String service, String category) {
    return event(
        "aws.health",
        "AWS Health Event",
        "\"service\": \"%s\", \"eventTypeCategory\": \"%s\", \"affectedEntities\": [{\"entityValue\": \"%s\"}]"
            .formatted(service, category, instanceId));
  }

  private static String stateChange(String instanceId, String state) {
    return event(
        "aws.ec2",
        "EC2 Instance State-change Notification",
        "\"instance-id\": \"%s\", \"state\": \"%s\"".formatted(instanceId, state));
  }

  private static String spotInterruption(String detail) {
    return event("aws.ec2", "EC2 Spot Instance Interruption Warning", detail);
  }

  private static String event(String source, String detailType, String detail) {
    return """
    {"version": "0", "id": "d2f0a5a4-0000-0000-0000-000000000000", "account": "111122223333", "region": "us-east-1",
     "time": "%s", "source": "%s", "detail-type": "%s", "detail": {%s}}
    """
        .formatted(Instant.now().minus(1, ChronoUnit.HOURS), source, detailType, detail)
        .strip();
  }
}
