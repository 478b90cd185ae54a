package platform.stories.harness;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import platform.local.aws.AwsCall;
import platform.local.aws.MessageQueue;
import platform.local.programs.RunningProgram;

/** The queue by which AWS's notices come to Karpenter, from a moment on. */
public final class InterruptionQueue {
  private static final Pattern RECEIVED =
      Pattern.compile(
          "(?m)^karpenter_interruption_received_messages_total\\{message_type=\"(\\w+)\"} (\\S+)$");

  private static final int AT_ONCE = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final StoryPlatform platform;
  private final MessageQueue queue;
  private final int since;

  private InterruptionQueue(StoryPlatform platform, MessageQueue queue, int since) {
    this.platform = platform;
    this.queue = queue;
    this.since = since;
  }

  /** From now on. */
  public static InterruptionQueue of(StoryPlatform platform) {
    String name = platform.promised().platform().settings().value("interruptionQueue");
    var aws = platform.lab().aws();
    return new InterruptionQueue(platform, aws.queue(name), aws.calls().size());
  }

  /**
   * Puts messages in, past every rule, and waits until they are dealt with: a hundred at a time, so
   * that none is older than the five minutes after which a queue forgets it.
   */
  public void dealWith(List<String> bodies) {
    int sent = 0;
    try {
      while (sent < bodies.size()) {
        int next = Math.min(sent + AT_ONCE, bodies.size());
        queue.send(bodies.subList(sent, next));
        sent = next;
        awaitEmpty(sent, PATIENCE);
      }
    } catch (AssertionError e) {
      queue.purge();
      throw e;
    }
  }

  /** Waits until Karpenter has thrown away so many messages at least, and none is left. */
  public void awaitEmpty(int messages, Duration within) {
    boolean isEmpty =
        Steps.step(
            "wait until %d messages are dealt with".formatted(messages),
            () ->
                platform
                    .lab()
                    .aws()
                    .awaitCalls(
                        calls -> thrownAway(calls) >= messages && queue.size() == 0, within));
    if (!isEmpty) {
      throw new AssertionError(
          "expected that %d messages are dealt with and the interruption queue is empty within %d s, but %d were thrown away and %d are left"
              .formatted(
                  messages,
                  within.toSeconds(),
                  thrownAway(platform.lab().aws().calls()),
                  queue.size()));
    }
  }

  private long thrownAway(List<AwsCall> calls) {
    return since(calls).stream()
        .filter(call -> call.action().equals("DeleteMessage") && call.succeeded())
        .count();
  }

  /** What the account was asked. */
  public List<AwsCall> calls() {
    return since(platform.lab().aws().calls());
  }

  private List<AwsCall> since(List<AwsCall> calls) {
    return calls.subList(since, calls.size());
  }

  /** How many messages of each type a replica of Karpenter has received, by its own count. */
  public static SortedMap<String, Double> receivedBy(RunningProgram replica) {
    var received = new TreeMap<String, Double>();
    RECEIVED
        .matcher(KarpenterReplicas.metrics(replica))
        .results()
        .forEach(count -> received.put(count.group(1), Double.valueOf(count.group(2))));
    return received;
  }
}
