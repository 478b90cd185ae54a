package platform.local.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import platform.local.process.HostProcess;
import platform.local.process.ProcessIdentity;
import platform.local.process.ProcessLedger;

@Timeout(30)
class DeadLabsTest {
  private static final ProcessIdentity KILLED =
      new ProcessIdentity(ProcessHandle.current().pid(), "before this one");

  @TempDir private Path cache;
  @TempDir private Path temporary;
  private final List<HostProcess> started = new ArrayList<>();

  @AfterEach
  void stopAll() {
    started.forEach(HostProcess::kill);
  }

  @Test
  void programsOfAKilledLabAreEndedAndItsFolderIsRemoved() throws IOException {
    Path folder = lab("platform-lab-1", KILLED);
    HostProcess one = program(folder, "exec sleep 600");
    HostProcess two = program(folder, "sleep 600 & echo $!; wait");
    one.kill();

    var dead = new DeadLabs(cache);

    assertThat(dead.cleanUp().sentence())
        .hasValueSatisfying(
            words ->
                assertThat(words).matches("a lab that was killed: [12] process(es)?, 1 folder"));
    assertThat(two.isAlive()).isFalse();
    assertThat(folder).doesNotExist();
    assertThat(LabRegistration.folderOfAll(cache)).isEmptyDirectory();
    assertThat(dead.cleanUp().sentence()).isEmpty();
  }

  @Test
  void aLivingLabIsLeftAlone() throws IOException {
    Path folder = lab("platform-lab-1", ProcessIdentity.current());
    HostProcess program = program(folder, "exec sleep 600");

    assertThat(new DeadLabs(cache).cleanUp()).isEqualTo(new DeadLabs.Remains(0, 0, 0, 0));
    assertThat(program.isAlive()).isTrue();
    assertThat(folder).exists();
  }

  @Test
  void anotherProgramThatGotTheSameIdIsLeftAlone() throws IOException {
    Path folder = lab("platform-lab-1", KILLED);
    HostProcess program = program(folder, "exec sleep 600");
    Path ledger = ProcessLedger.open(folder.resolve("logs")).file();
    Files.writeString(ledger, program.pid() + " before-this-one\n");

    assertThat(new DeadLabs(cache).cleanUp()).isEqualTo(new DeadLabs.Remains(1, 0, 0, 1));
    assertThat(program.isAlive()).isTrue();
  }

  @Test
  void onlyALabsFolderIsRemoved() throws IOException {
    Path folder = lab("documents", KILLED);

    assertThat(new DeadLabs(cache).cleanUp()).isEqualTo(new DeadLabs.Remains(1, 0, 0, 0));
    assertThat(folder).exists();
  }

  @Test
  void lookingChangesNothing() throws IOException {
    Path folder = lab("platform-lab-1", KILLED);
    HostProcess program = program(folder, "exec sleep 600");

    assertThat(new DeadLabs(cache).look()).isEqualTo(new DeadLabs.Remains(1, 1, 0, 1));
    assertThat(program.isAlive()).isTrue();
    assertThat(folder).exists();
  }

  @Test
  void whereNoLabEverRanThereIsNothingToDo() {
    assertThat(new DeadLabs(cache.resolve("none")).cleanUp().sentence()).isEmpty();
  }

  private Path lab(String name, ProcessIdentity process) throws IOException {
    Path folder = temporary.resolve(name);
    Path logs = Files.createDirectories(folder.resolve("logs"));
    LabRegistration.register(cache, folder, ProcessLedger.open(logs), process);
    return folder;
  }

  private HostProcess program(Path folder, String script) {
    HostProcess process =
        HostProcess.start(
            "program",
            List.of("/bin/sh", "-c", script),
            Map.of("PATH", "/usr/bin:/bin"),
            folder.resolve("logs"));
    started.add(process);
    return process;
  }
}
