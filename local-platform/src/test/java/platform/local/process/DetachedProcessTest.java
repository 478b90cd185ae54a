package platform.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DetachedProcessTest {
  @TempDir private Path folder;

  @Test
  void itsOutputIsInALogThatIsBegunAnew() throws Exception {
    Path log = Files.writeString(folder.resolve("log"), "of an earlier one");
    DetachedProcess process =
        DetachedProcess.start(List.of("/bin/sh", "-c", "echo out; echo err >&2; exit 3"), log);
    ProcessHandle.of(process.pid()).ifPresent(handle -> handle.onExit().join());

    assertThat(log).hasContent("out\nerr");
    assertThat(process.exitCode()).hasValue(3);
  }

  @Test
  void itIsStoppedAsAPersonWould() throws Exception {
    DetachedProcess process = DetachedProcess.start(List.of("sleep", "600"), folder.resolve("log"));
    assertThat(process.exitCode()).isEqualTo(OptionalInt.empty());

    process.stop(Duration.ofSeconds(10));

    assertThat(process.exitCode()).hasValue(128 + 15);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aCtrlCInTheTerminalDoesNotReachIt() throws Exception {
    DetachedProcess process = DetachedProcess.start(List.of("sleep", "600"), folder.resolve("log"));
    try {
      // setsid starts the program in its own place, so the id stays the same.
      assertThat(session(process.pid())).isEqualTo(Long.toString(process.pid()));
    } finally {
      process.stop(Duration.ofSeconds(10));
    }
  }

  /** Read again until the program has taken the place of the one that makes the session. */
  private static String session(long pid) throws Exception {
    String stat = "";
    while (!stat.contains("(sleep)")) {
      stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    }
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
  }
}
