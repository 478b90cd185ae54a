package platform.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static platform.local.controlplane.ClusterKind.AUTO;
import static platform.local.controlplane.ClusterKind.EMBEDDED;
import static platform.local.controlplane.ClusterKind.K3S;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import platform.local.process.Progress;
import platform.local.process.SomethingMissingException;

class ControlPlaneChoiceTest {
  private static final ContainerEngine.State SILENT =
      new ContainerEngine.Silent("the Docker engine at X does not answer (why)", "start it");
  private static final String MISSING =
      "image rancher/k3s:v1 is not here and can't be pulled (why)";
  private static final ContainerEngine.Obstacle OBSTACLE =
      new ContainerEngine.Obstacle("Testcontainers wants its reaper, and why", "do without");

  /** An engine that answers as it is told to. */
  private record Engine(
      ContainerEngine.State state,
      Optional<String> missingImage,
      Optional<ContainerEngine.Obstacle> inTheWay)
      implements ContainerEngine {
    @Override
    public State look() {
      return state;
    }

    @Override
    public Optional<String> missing(String image, Progress progress) {
      return missingImage;
    }

    @Override
    public Optional<Obstacle> obstacle(Progress progress) {
      return inTheWay;
    }
  }

  @Test
  void k3sRunsWhereItsImageIs() {
    assertThat(made(K3S, engine(here(), Optional.empty(), Optional.empty())))
        .isEqualTo("control plane: k3s, rancher/k3s:v1.36.1-k3s1 by Docker 28.0 at unix:///socket");
    assertThat(made(AUTO, engine(here(), Optional.empty(), Optional.empty())))
        .isEqualTo("control plane: k3s, rancher/k3s:v1.36.1-k3s1 by Docker 28.0 at unix:///socket");
  }

  @Test
  void autoFallsBackAndSaysWhy() {
    String embedded = "control plane: embedded, host processes that need no Docker, since ";
    assertThat(made(AUTO, engine(SILENT, Optional.empty(), Optional.empty())))
        .isEqualTo(embedded + "the Docker engine at X does not answer (why)");
    assertThat(made(AUTO, engine(here(), Optional.of(MISSING), Optional.empty())))
        .isEqualTo(embedded + MISSING);
    assertThat(made(AUTO, engine(here(), Optional.empty(), Optional.of(OBSTACLE))))
        .isEqualTo(embedded + "Testcontainers wants its reaper, and why");
    var k3s =
        ControlPlaneChoice.make(
            AUTO, engine(here(), Optional.empty(), Optional.empty()), Progress.silent());
    assertThat(k3s.fallBack("the port is taken").map(ControlPlaneChoice::sentence))
        .hasValue(embedded + "k3s does not start: the port is taken");
  }

  @Test
  void k3sThatIsAskedForIsNotReplacedInSilence() {
    assertThatThrownBy(() -> made(K3S, engine(SILENT, Optional.empty(), Optional.empty())))
        .isInstanceOf(SomethingMissingException.class)
        .hasMessage(
            "k3s runs in a container, and the Docker engine at X does not answer (why); start it, or do without: --cluster embedded");
    assertThatThrownBy(() -> made(K3S, engine(here(), Optional.empty(), Optional.of(OBSTACLE))))
        .isInstanceOf(SomethingMissingException.class)
        .hasMessage("Testcontainers wants its reaper, and why; do without");
    var k3s =
        ControlPlaneChoice.make(
            K3S, engine(here(), Optional.empty(), Optional.empty()), Progress.silent());
    assertThat(k3s.fallBack("the port is taken")).isEmpty();
  }

  @Test
  void aStandInIsCalledOne() {
    if (System.getProperty("os.name").equals("Linux")) {
      assertThat(made(K3S, engine(here(), Optional.of(MISSING), Optional.empty())))
          .isEqualTo(
              "control plane: a stand-in for k3s, put together from the lab's own Kubernetes programs, by Docker 28.0 at unix:///socket, since "
                  + MISSING);
    }
    assertThat(K3sImage.standIn(MISSING).kind()).isEqualTo("k3s stand-in");
  }

  @Test
  void whereNoStandInRunsTheMissingImageIsASentence() {
    var other = new ContainerEngine.Answers(URI.create("tcp://far"), "28.0", "riscv64");
    assertThatThrownBy(() -> made(K3S, engine(other, Optional.of(MISSING), Optional.empty())))
        .isInstanceOf(SomethingMissingException.class)
        .hasMessage(
            MISSING
                + "; bring it there (docker pull rancher/k3s:v1.36.1-k3s1), name a mirror (TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX=HOST/), or do without: --cluster embedded");
  }

  @Test
  void embeddedAsksNoEngine() {
    assertThat(made(EMBEDDED, null))
        .isEqualTo("control plane: embedded, host processes that need no Docker, as asked for");
  }

  @Test
  void theImageIsOfThePinnedKubernetes() throws IOException {
    String version = K3sImage.PINNED.replaceAll("rancher/k3s:(v[0-9.]+)-k3s\\d+", "$1");
    assertThat(Files.readString(Path.of("toolchain/simulation/go.mod")))
        .contains("k8s.io/kubernetes " + version + " ");
  }

  @Test
  void theReaperIsTheOneThatTestcontainersStarts() throws IOException, ClassNotFoundException {
    Class<?> reaper = Class.forName("org.testcontainers.utility.RyukContainer");
    try (var bytes = reaper.getResourceAsStream("RyukContainer.class")) {
      assertThat(new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1))
          .contains(DockerEngine.REAPER);
    }
  }

  private static String made(ClusterKind kind, ContainerEngine engine) {
    return ControlPlaneChoice.make(kind, engine, Progress.silent()).sentence();
  }

  private static Engine engine(
      ContainerEngine.State state,
      Optional<String> missing,
      Optional<ContainerEngine.Obstacle> obstacle) {
    return new Engine(state, missing, obstacle);
  }

  private static ContainerEngine.Answers here() {
    String processor =
        System.getProperty("os.arch").replace("x86_64", "amd64").replace("aarch64", "arm64");
    return new ContainerEngine.Answers(URI.create("unix:///socket"), "28.0", processor);
  }
}
