package platform.stories.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import platform.model.observed.ObservedPlatform;
import platform.stories.expectations.Answer;
import platform.stories.expectations.Answer.Met;
import platform.stories.expectations.Answer.NotYet;

@DisplayName("What programs say from a moment on")
class ProgramLogsTest {
  private static final ObservedPlatform NOTHING =
      new ObservedPlatform(Instant.EPOCH, List.of(), List.of(), List.of(), List.of(), List.of());

  @Test
  @DisplayName("what was said before does not count, and all words are of one line")
  void saysSince(@TempDir Path folder) throws IOException {
    Path log = Files.writeString(folder.resolve("one.log"), "create is forbidden\n");
    var logs = ProgramLogs.of("karpenter", List.of(log));
    assertThat(ask(logs)).isEqualTo(new NotYet("of 0 lines the last was: "));
    Files.writeString(log, "create\nis forbidden\n", StandardOpenOption.APPEND);
    assertThat(ask(logs)).isEqualTo(new NotYet("of 2 lines the last was: is forbidden"));
    Files.writeString(log, "to create is forbidden\n", StandardOpenOption.APPEND);
    assertThat(ask(logs)).isEqualTo(new Met());
  }

  private static Answer ask(ProgramLogs logs) {
    return logs.say("create", "forbidden").question().apply(NOTHING);
  }
}
