package platform.stories.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A program against its container and the declared differences")
class ProgramBorderTest {
  private static final ProgramBorder BORDER =
      new ProgramBorder(
          "argocd-server: KUBECONFIG, PATH, HOME={folder}, REGION=us-east-1, --port={port:8080}");
  private static final Container CONTAINER =
      new ContainerBuilder()
          .withName("argocd-server")
          .withCommand("/usr/local/bin/argocd-server")
          .withArgs("--level", "$(LEVEL)")
          .addNewEnv()
          .withName("LEVEL")
          .withValue("info")
          .endEnv()
          .addNewEnv()
          .withName("MAYBE")
          .withNewValueFrom()
          .withNewConfigMapKeyRef("key", "settings", true)
          .endValueFrom()
          .endEnv()
          .build();

  private final List<String> command =
      new ArrayList<>(List.of("/host/argocd", "--level", "info", "--port=4242"));
  private final Map<String, String> environment =
      new TreeMap<>(
          Map.of(
              "HOME",
              "/tmp/pod",
              "KUBECONFIG",
              "/k",
              "LEVEL",
              "info",
              "PATH",
              "/bin",
              "REGION",
              "us-east-1"));

  private List<String> undeclared() {
    return BORDER.undeclared(CONTAINER, command, environment);
  }

  @Test
  @DisplayName("what is declared is no difference")
  void declared() {
    assertThat(undeclared()).isEqualTo(List.of());
  }

  @Test
  @DisplayName("an argument that is added or left out is told")
  void arguments() {
    command.set(2, "debug");
    assertThat(undeclared())
        .containsExactly(
            "argument '$(LEVEL)' of the pod is left out",
            "argument 'debug' is added and not declared");
  }

  @Test
  @DisplayName("a variable that is added, changed or declared otherwise is told by name alone")
  void variables() {
    environment.put("EXTRA", "secret");
    environment.put("REGION", "eu-west-1");
    environment.remove("LEVEL");
    command.set(2, "$(LEVEL)");
    assertThat(undeclared())
        .containsExactly(
            "variable EXTRA is added and not declared",
            "variable LEVEL is not what the pod says",
            "variable REGION is declared with another value");
  }
}
