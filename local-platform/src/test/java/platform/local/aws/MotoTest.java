package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import platform.local.process.FreePorts;
import platform.local.process.LabException;

@Timeout(30)
class MotoTest {
  @TempDir private Path folder;

  @Test
  void itIsThereOnceItSaysThatItListens() {
    try (Moto moto =
        start("echo ' * Serving Flask app'; echo ' * Running on http://127.0.0.1:1'; sleep 60")) {
      assertThat(moto.process().isAlive()).isTrue();
      assertThat(moto.process().log()).content().contains("Running on");
    }
  }

  @Test
  void oneThatEndsIsReportedWithItsLastWords() {
    assertThatThrownBy(() -> start("echo Traceback; echo 'Address already in use' >&2; exit 1"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("moto ended while starting; its last lines (")
        .hasMessageEndingWith("moto.log):\nTraceback\nAddress already in use");
  }

  private Moto start(String script) {
    var account =
        new AwsAccount(
            "us-east-1",
            "123456789012",
            "lab",
            "1.36",
            URI.create("https://127.0.0.1:1"),
            "",
            "10.96.0.0/16",
            List.of("v20261101"),
            List.of("us-east-1a", "us-east-1b"),
            folder,
            folder);
    // The lab's own arguments follow, and the shell takes them for the script's.
    return Moto.start(
        account,
        List.of("/bin/sh", "-c", script),
        folder,
        folder.resolve("logs"),
        new FreePorts(),
        Runnable::run);
  }
}
