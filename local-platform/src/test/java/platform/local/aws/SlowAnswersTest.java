package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowAnswersTest {
  private static final AwsRequest REQUEST =
      SlowAnswers.query("DescribeInstanceTypes", "us-east-1", Map.of());

  @TempDir private Path folder;
  private final AtomicInteger asked = new AtomicInteger();
  private final Supplier<AwsAnswer> moto =
      () -> AwsAnswer.xml("<answer>" + asked.incrementAndGet() + "</answer>");

  @Test
  void anAnswerIsKeptFromRunToRun() {
    new SlowAnswers(Optional.of(folder)).get(REQUEST, moto);

    AwsAnswer second = new SlowAnswers(Optional.of(folder)).get(REQUEST, moto);

    assertThat(second.bodyText()).isEqualTo("<answer>1</answer>");
    assertThat(asked).hasValue(1);
  }

  @Test
  void aFileThatWasCutOffIsIgnoredAndWrittenAgain() throws IOException {
    new SlowAnswers(Optional.of(folder)).get(REQUEST, moto);
    Path file = files().get(0);
    Files.writeString(file, Files.readString(file).substring(0, 12));

    AwsAnswer second = new SlowAnswers(Optional.of(folder)).get(REQUEST, moto);
    AwsAnswer third = new SlowAnswers(Optional.of(folder)).get(REQUEST, moto);

    assertThat(second.bodyText()).isEqualTo("<answer>2</answer>");
    assertThat(third.bodyText()).isEqualTo("<answer>2</answer>");
    assertThat(files()).hasSize(1);
  }

  @Test
  void whoAsksMeanwhileWaitsForTheOneAnswer() {
    var answers = new SlowAnswers(Optional.empty());
    var begun = new CountDownLatch(1);
    var release = new CompletableFuture<AwsAnswer>();
    var first =
        CompletableFuture.supplyAsync(
            () ->
                answers.get(
                    REQUEST,
                    () -> {
                      asked.incrementAndGet();
                      begun.countDown();
                      return release.join();
                    }));
    assertThat(begun).satisfies(CountDownLatch::await);
    var second = CompletableFuture.supplyAsync(() -> answers.get(REQUEST, moto));
    release.complete(AwsAnswer.xml("<one/>"));

    assertThat(first.join().bodyText()).isEqualTo("<one/>");
    assertThat(second.join().bodyText()).isEqualTo("<one/>");
    assertThat(asked).hasValue(1);
  }

  @Test
  void aFailureIsNotKept() {
    var answers = new SlowAnswers(Optional.of(folder));
    answers.get(REQUEST, () -> AwsAnswer.jsonError("Throttled", "slow down"));

    assertThat(answers.get(REQUEST, moto).isSuccess()).isTrue();
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
