package platform.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import platform.local.process.LabException;

/** A queue of the account, as who may do everything sees it; its policy is not enforced here. */
public final class MessageQueue {
  private static final int AT_ONCE = 10;

  private final Gateway gateway;
  private final Moto moto;
  private final AwsAccount account;
  private final String url;

  MessageQueue(Gateway gateway, Moto moto, AwsAccount account, String name) {
    this.gateway = gateway;
    this.moto = moto;
    this.account = account;
    this.url = "%s/%s/%s".formatted(gateway.endpoint(), account.accountId(), name);
  }

  /** Messages that wait, and those that were taken and not yet thrown away. A look, not a call. */
  public int size() {
    List<String> names =
        List.of("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible");
    JsonNode attributes =
        Json.read(
                moto.callJson(
                        "sqs",
                        "AmazonSQS.GetQueueAttributes",
                        account.region(),
                        Map.of("QueueUrl", url, "AttributeNames", names))
                    .bodyText())
            .path("Attributes");
    return names.stream().mapToInt(name -> attributes.path(name).asInt()).sum();
  }

  /** Puts messages in, past every rule. */
  public void send(List<String> bodies) {
    for (int first = 0; first < bodies.size(); first += AT_ONCE) {
      var entries = new ArrayList<Map<String, String>>();
      for (String body : bodies.subList(first, Math.min(first + AT_ONCE, bodies.size()))) {
        entries.add(Map.of("Id", "m" + entries.size(), "MessageBody", body));
      }
      JsonNode answer =
          gateway.callJson(
              "sqs",
              "AmazonSQS.SendMessageBatch",
              account.region(),
              Map.of("QueueUrl", url, "Entries", entries));
      if (!answer.path("Failed").isEmpty()) {
        throw new LabException("SQS takes not all of the messages: " + answer);
      }
    }
  }

  /** Throws all messages away: moto never forgets those that are too old, and stops at each. */
  public void purge() {
    gateway.callJson("sqs", "AmazonSQS.PurgeQueue", account.region(), Map.of("QueueUrl", url));
  }
}
