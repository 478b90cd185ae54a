package platform.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HostProcessTest {
  @TempDir private Path folder;
  private Path pipe;
  private final List<HostProcess> started = new ArrayList<>();

  @BeforeEach
  void makePipe() throws Exception {
    pipe = folder.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
    assertThat(made.waitFor()).isZero();
  }

  @AfterEach
  void stopAll() {
    started.forEach(HostProcess::kill);
  }

  @Test
  void outputAndErrorsGoToALogThatIsAppendedTo() {
    shell("echo one; echo two >&2").ended().join();
    HostProcess second = shell("echo three; exit 4");

    assertThat(second.ended().join()).isEqualTo(4);
    assertThat(second.isAlive()).isFalse();
    assertThat(second.log()).isEqualTo(folder.resolve("logs/program.log"));
    assertThat(second.log()).hasContent("one\ntwo\nthree");
    assertThat(second.lastLogLines(2)).isEqualTo("two\nthree");
    assertThat(second.lastLogLines(9)).isEqualTo("one\ntwo\nthree");
  }

  @Test
  void eachLineIsToldAndInTheLogWhenTheProgramHasEnded() {
    var told = new ArrayList<String>();
    HostProcess process =
        HostProcess.start(
            "program",
            List.of("/bin/sh", "-c", "echo one; echo two >&2; printf three"),
            Map.of(),
            folder.resolve("logs"),
            told::add);
    started.add(process);

    assertThat(process.ended().join()).isZero();
    assertThat(told).containsExactly("one", "two", "three");
    assertThat(process.log()).hasContent("one\ntwo\nthree\n");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "other systems have no setsid")
  void itIsNotReachedByTheTerminalsCtrlC() throws Exception {
    HostProcess process = shell("echo ready >" + pipe + "; exec sleep 60");
    awaitReady();

    // Ctrl-C goes to all of a terminal's foreground group, which is that of the lab's process.
    assertThat(group(process.pid())).isEqualTo(process.pid());
    assertThat(group(ProcessHandle.current().pid())).isNotEqualTo(process.pid());
  }

  private static long group(long pid) throws IOException {
    String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ")[2]);
  }

  @Test
  void onlyTheEndOfALongLogIsRead() {
    HostProcess process = shell("i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done");
    process.ended().join();

    assertThat(process.lastLogLines(1)).isEqualTo("line 4999");
    assertThat(process.lastLogLines(100_000)).hasSizeLessThan(16_400);
  }

  @Test
  void theEnvironmentIsExactlyWhatIsGiven() {
    HostProcess process =
        start(List.of("/usr/bin/env"), Map.of("A", "one", "PATH", "/nowhere", "B", "x y"));
    process.ended().join();

    assertThat(process.log()).content().hasLineCount(3);
    assertThat(process.log()).content().contains("A=one\n", "B=x y\n", "PATH=/nowhere\n");
  }

  @Test
  void nothingIsLeftToReadFromStandardInput() {
    HostProcess process = shell("cat; echo end");

    assertThat(process.ended().join()).isZero();
    assertThat(process.log()).hasContent("end");
  }

  @Test
  void aProgramThatEndsWhenAskedIsGivenTheTime() throws IOException {
    HostProcess process =
        shell(
            "trap 'echo bye; exit 0' TERM; echo ready >" + pipe + "; while :; do sleep 0.1; done");
    awaitReady();

    process.close();

    assertThat(process.isAlive()).isFalse();
    assertThat(process.ended().join()).isZero();
    assertThat(process.lastLogLines(1)).isEqualTo("bye");
  }

  @Test
  void aProgramThatDoesNotEndWhenAskedIsEnded() throws IOException {
    HostProcess process =
        shell("trap '' TERM; echo ready >" + pipe + "; while :; do sleep 0.1; done");
    awaitReady();

    process.close();

    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void whatAProgramHasStartedEndsWithIt() throws IOException {
    // The child does not end when asked and outlives its parent, which does.
    HostProcess process = shell("(trap '' TERM; exec >" + pipe + "; echo ready; sleep 60) & wait");
    try (BufferedReader child = Files.newBufferedReader(pipe)) {
      assertThat(child.readLine()).isEqualTo("ready");

      process.close();

      assertThat(child.readLine()).as("end of file: nobody holds the pipe any more").isNull();
    }
  }

  @Test
  void aLostMachineTakesAllWithItAtOnce() throws IOException {
    HostProcess process =
        shell("trap '' TERM; (trap '' TERM; exec >" + pipe + "; echo ready; sleep 60) & wait");
    try (BufferedReader child = Files.newBufferedReader(pipe)) {
      assertThat(child.readLine()).isEqualTo("ready");

      process.kill();

      assertThat(process.isAlive()).isFalse();
      assertThat(child.readLine()).isNull();
    }
  }

  @Test
  void closingTwiceOrAfterTheEndDoesNoHarm() {
    HostProcess process = shell("exit 0");
    assertThat(process.ended().orTimeout(5, TimeUnit.SECONDS).join()).isZero();

    process.close();
    process.close();

    assertThat(process.isAlive()).isFalse();
    assertThat(process.residentMebibytes()).isZero();
  }

  @Test
  void aMissingProgramIsNamed() {
    assertThatThrownBy(() -> start(List.of("/nowhere/karpenter", "--flag"), Map.of()))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("program does not start: ")
        .hasMessageEndingWith("(command: /nowhere/karpenter)");
  }

  private void awaitReady() throws IOException {
    assertThat(Files.readString(pipe)).isEqualTo("ready\n");
  }

  private HostProcess shell(String script) {
    return start(List.of("/bin/sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"));
  }

  private HostProcess start(List<String> command, Map<String, String> environment) {
    HostProcess process =
        HostProcess.start("program", command, environment, folder.resolve("logs"));
    started.add(process);
    return process;
  }
}
