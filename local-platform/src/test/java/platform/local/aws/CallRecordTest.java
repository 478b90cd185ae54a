package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import platform.model.iam.ExistingResources;

@Timeout(30)
class CallRecordTest {
  private final CallRecord record = new CallRecord();

  @Test
  void whoWaitsIsAskedAgainAfterEachCall() {
    var waiting =
        CompletableFuture.supplyAsync(
            () -> record.await(calls -> calls.size() == 2, Duration.ofSeconds(20)));
    record.add(call());
    record.add(call());

    assertThat(waiting.join()).isTrue();
  }

  @Test
  void aWaitEndsInTime() {
    record.add(call());

    assertThat(record.await(calls -> calls.size() == 2, Duration.ofMillis(20))).isFalse();
  }

  private static AwsCall call() {
    return new AwsCall(
        Instant.EPOCH,
        "sqs",
        "us-east-1",
        "DeleteMessage",
        Map.of(),
        200,
        "",
        "karpenter",
        ExistingResources.none());
  }
}
