package platform.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProcessLedgerTest {
  @TempDir private Path folder;

  @Test
  void programsAreRecordedWhereALedgerIsOpen() {
    ProcessLedger ledger = ProcessLedger.open(folder);
    try (HostProcess one = sleep(folder);
        HostProcess two = sleep(folder)) {
      assertThat(ledger.programs())
          .extracting(ProcessIdentity::pid)
          .containsExactly(one.pid(), two.pid());
      assertThat(ledger.programs())
          .allSatisfy(program -> assertThat(program.running()).isPresent());
    }
    assertThat(ledger.programs()).allSatisfy(program -> assertThat(program.running()).isEmpty());
  }

  @Test
  void nothingIsWrittenWhereNoneIsOpen() throws Exception {
    try (HostProcess process = sleep(folder)) {
      assertThat(process.isAlive()).isTrue();
      try (var files = Files.list(folder)) {
        assertThat(files).containsExactly(process.log());
      }
    }
  }

  @Test
  void aHalfWrittenLineIsNoProgram() throws Exception {
    ProcessLedger ledger = ProcessLedger.open(folder);
    Files.writeString(ledger.file(), "12 100@boot\n13");

    assertThat(ledger.programs()).containsExactly(new ProcessIdentity(12, "100@boot"));
  }

  @Test
  void anotherProcessOfTheSameIdIsNotTheSame() {
    ProcessIdentity own = ProcessIdentity.current();

    assertThat(own.running()).contains(ProcessHandle.current());
    assertThat(new ProcessIdentity(own.pid(), "earlier").running()).isEmpty();
  }

  private static HostProcess sleep(Path logs) {
    return HostProcess.start("sleep", List.of("/bin/sleep", "600"), Map.of(), logs);
  }
}
