package platform.stories.aws;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;
import static platform.stories.expectations.Expectations.isGone;
import static platform.stories.expectations.Expectations.runsOnlyOn;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import platform.local.aws.AwsCall;
import platform.local.programs.RunningProgram;
import platform.stories.harness.InterruptionQueue;
import platform.stories.harness.KarpenterReplicas;
import platform.stories.harness.Notice;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("What AWS tells about a node")
@ResourceLock(Touches.KARPENTER)
@ResourceLock(Touches.KARPENTER_SPOT)
class InterruptionStory {
  private static final String NOBODYS_MACHINE = "i-0f0f0f0f0f0f0f0f0";

  @ParameterizedTest(name = "{0}")
  @EnumSource(value = Notice.class, mode = EXCLUDE, names = "REBALANCE_RECOMMENDATION")
  @DisplayName(
      "a notice that a machine goes reaches Karpenter by Terraform's rule: its node is drained and"
          + " replaced")
  void nodeIsDrainedAndReplaced(Notice notice, StoryPlatform platform) {
    var worker = InterruptedWorker.deploy(platform);
    var queue = InterruptionQueue.of(platform);

    platform.lab().aws().put(notice.about(worker.machine().instanceId()));

    platform.eventually(isGone(worker.machine().nodeName()));
    platform.eventually(runsOnlyOn(worker.profile(), worker.pods(), 1));
    queue.awaitEmpty(1, ofSeconds(60));
    worker.awaitEvent(notice.reason());
    worker.awaitEvent("TerminatingOnInterruption");
    assertCameByTheBus(queue.calls());
    assertThat(queue.calls())
        .filteredOn(call -> call.action().equals("TerminateInstances"))
        .filteredOn(call -> call.parameters().containsValue(worker.machine().instanceId()))
        .as("calls that end machine %s", worker.machine().instanceId())
        .isNotEmpty()
        .allMatch(call -> call.accessKeyId().equals("karpenter"));
  }

  @Test
  @DisplayName(
      "a rebalance recommendation reaches Karpenter by Terraform's rule and is recorded: nothing is"
          + " drained")
  void recommendationIsOnlyRecorded(StoryPlatform platform) {
    var worker = InterruptedWorker.deploy(platform);
    var queue = InterruptionQueue.of(platform);

    platform.lab().aws().put(Notice.REBALANCE_RECOMMENDATION.about(worker.machine().instanceId()));

    worker.awaitEvent(Notice.REBALANCE_RECOMMENDATION.reason());
    queue.awaitEmpty(1, ofSeconds(60));
    worker.assertUnharmed();
    assertCameByTheBus(queue.calls());
  }

  private static void assertCameByTheBus(List<AwsCall> calls) {
    assertThat(calls)
        .extracting(AwsCall::action)
        .as("calls to AWS since the event")
        .contains("PutEvents", "DeleteMessage")
        .doesNotContain("SendMessage", "SendMessageBatch");
  }

  /** Karpenter deals with all that is in the queue, so what it did not count was never there. */
  @Test
  @DisplayName("without its rule a notice reaches nobody, and all others do")
  void eachRuleBringsItsNotice(StoryPlatform platform) {
    RunningProgram leader = KarpenterReplicas.leader(platform);
    var reached = new TreeMap<Notice, List<Notice>>();
    var expected = new TreeMap<Notice, List<Notice>>();
    var count = InterruptionQueue.receivedBy(leader);
    for (Notice without : Notice.values()) {
      Runnable putBack = platform.lab().aws().removeRule(without.rule(platform));
      try {
        var queue = InterruptionQueue.of(platform);
        for (Notice notice : Notice.values()) {
          platform.lab().aws().put(notice.about(NOBODYS_MACHINE));
        }
        queue.awaitEmpty(Notice.values().length - 1, ofSeconds(60));
      } finally {
        putBack.run();
      }
      var earlier = count;
      var now = InterruptionQueue.receivedBy(leader);
      count = now;
      reached.put(
          without,
          Arrays.stream(Notice.values())
              .filter(
                  notice ->
                      now.getOrDefault(notice.messageType(), 0.0)
                          > earlier.getOrDefault(notice.messageType(), 0.0))
              .toList());
      var others = new ArrayList<>(List.of(Notice.values()));
      others.remove(without);
      expected.put(without, others);
    }
    assertThat(reached)
        .as("notices that reached Karpenter, by the rule that was gone")
        .isEqualTo(expected);
  }

  @Test
  @DisplayName(
      "1,000 garbled, duplicated, stale and foreign messages harm nothing and are gone from the"
          + " queue")
  void uselessMessagesHarmNothing(StoryPlatform platform) {
    var worker = InterruptedWorker.deploy(platform);
    List<Long> replicas = processes(platform);
    List<String> messages = new UselessMessages(worker.machine().instanceId()).bodies(1_000);
    assertThat(messages).hasSize(1_000);

    InterruptionQueue.of(platform).dealWith(messages);

    worker.assertUnharmed();
    assertThat(platform.client().v1().events().inAnyNamespace().list().getItems())
        .filteredOn(event -> worker.claimsBefore().contains(event.getInvolvedObject().getName()))
        .extracting(Event::getReason)
        .as("what Karpenter says about NodeClaims that were there")
        .doesNotContain("TerminatingOnInterruption");
    assertThat(processes(platform)).as("processes of Karpenter").isEqualTo(replicas);
    // Still listening.
    platform.lab().aws().put(Notice.SPOT_INTERRUPTION.about(worker.machine().instanceId()));
    worker.awaitEvent(Notice.SPOT_INTERRUPTION.reason());
  }

  private static List<Long> processes(StoryPlatform platform) {
    return KarpenterReplicas.all(platform).stream()
        .map(RunningProgram::processId)
        .sorted()
        .toList();
  }
}
