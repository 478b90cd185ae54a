package platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import platform.local.process.Progress;

class LabLogTest {
  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();

  private final Progress told() {
    return new Progress() {
      @Override
      public void say(String line) {
        told.add("said " + line);
      }

      @Override
      public void update(String line) {
        told.add("under way " + line);
      }
    };
  }

  @Test
  void progressIsReadAsItWasWritten() throws Exception {
    Path file = folder.resolve("lab.log");
    try (var out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
      Progress progress = LabLog.progress(out);
      progress.update("booting");
      progress.update("booting");
      out.println("10:00:00.123 WARN  Machines: not for people");
      progress.say("control plane ready\nand more");
    }

    new LabLog(file, 0).passOnNewLines(told());

    assertThat(told).containsExactly("under way booting", "said control plane ready and more");
  }

  @Test
  void aLineIsPassedOnOnceItIsWhole() throws Exception {
    Path file = Files.writeString(folder.resolve("lab.log"), "10:00:00  one\n10:00:01  tw");
    var log = new LabLog(file, 0);
    log.passOnNewLines(told());
    assertThat(told).containsExactly("said one");

    Files.writeString(file, "o\n", StandardOpenOption.APPEND);
    log.passOnNewLines(told());
    assertThat(told).containsExactly("said one", "said two");
  }

  @Test
  void theReasonOfAnEndIsKept() throws Exception {
    Path file = Files.writeString(folder.resolve("lab.log"), "platform: no disk; make room\n");
    var log = new LabLog(file, 0);
    log.passOnNewLines(told());

    assertThat(log.lastProblem()).isEqualTo("no disk; make room");
    assertThat(told).isEmpty();
  }

  @Test
  void aLogThatIsNotThereYetHasNoLines() {
    new LabLog(folder.resolve("none"), 0).passOnNewLines(told());

    assertThat(told).isEmpty();
  }
}
