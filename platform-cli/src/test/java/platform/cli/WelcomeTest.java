package platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import platform.local.lab.LabAddresses;

class WelcomeTest {
  @Test
  void itSaysWhereThingsAreAndHowToLogIn() {
    assertThat(Welcome.text(addresses(Optional.of("secret")), ""))
        .contains("export KUBECONFIG=/lab/config")
        .contains("http://127.0.0.1:1/api/v1/applications, user admin, password secret")
        .contains("http://127.0.0.1:2/metrics  http://127.0.0.1:3/metrics")
        .contains("export AWS_ENDPOINT_URL=http://127.0.0.1:4 ")
        .contains("scripts/platform status --watch")
        .endsWith("  scripts/platform down\n");
  }

  @Test
  void theNameOfAnotherLabIsPartOfEachCommand() {
    assertThat(Welcome.text(addresses(Optional.empty()), " --name blue"))
        .contains("no password yet")
        .contains("scripts/platform status --name blue --watch")
        .contains("scripts/platform sync --name blue\n")
        .endsWith("scripts/platform down --name blue\n");
  }

  private static LabAddresses addresses(Optional<String> password) {
    return new LabAddresses(
        Path.of("/lab/config"),
        Path.of("/cache/kubectl"),
        "http://127.0.0.1:1",
        password,
        List.of("http://127.0.0.1:2/metrics", "http://127.0.0.1:3/metrics"),
        "http://127.0.0.1:4",
        Path.of("/lab/logs"));
  }
}
