package platform.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static platform.local.controlplane.ControlPlaneUnderTest.prepared;
import static platform.local.controlplane.ControlPlaneUnderTest.started;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testcontainers.DockerClientFactory;
import platform.local.process.LabException;
import platform.local.process.ProcessLedger;

/** How a control plane ends, whoever ends it. */
@Timeout(240)
@DisplayName("The life of control planes")
class ControlPlaneLifeContract {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"EMBEDDED", "K3S"})
  @DisplayName("a clean stop leaves no process, container, volume or listener")
  void stopLeavesNothing(ClusterKind kind) {
    var remains = new Remains(folder);
    ControlPlane plane = started(kind, folder);
    remains.remember(plane);
    assertThat(remains.running()).as("while it runs").isNotEmpty();

    plane.close();

    assertThat(remains.running()).isEmpty();
    assertThat(plane.ended()).as("nobody is told of an end that was asked for").isNotDone();
  }

  @ParameterizedTest
  @EnumSource(names = {"EMBEDDED", "K3S"})
  @DisplayName("after a crash it says so in a sentence, and its stop leaves nothing")
  void stopAfterCrashLeavesNothing(ClusterKind kind) throws Exception {
    var remains = new Remains(folder);
    ControlPlane plane = started(kind, folder);
    remains.remember(plane);

    remains.crash(plane);

    assertThat(plane.ended().get(20, TimeUnit.SECONDS))
        .matches(
            "(kube-apiserver|the container of k3s.*) ended with exit code 137 while the lab needed it; why is in .*\\.log, and the lab has to be started again");
    plane.close();
    assertThat(remains.running()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"EMBEDDED", "K3S"})
  @DisplayName("two run side by side and know nothing of each other")
  void twoAtOnce(ClusterKind kind) {
    try (ControlPlane two = started(kind, folder.resolve("two"))) {
      try (ControlPlane one = started(kind, folder.resolve("one"))) {
        assertThat(one.endpoint()).isNotEqualTo(two.endpoint());
        assertThat(one.certificateAuthority()).isNotEqualTo(two.certificateAuthority());
        one.client()
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("only-here")
                    .withNamespace("default")
                    .endMetadata()
                    .build())
            .create();
        assertThat(two.client().configMaps().inNamespace("default").withName("only-here").get())
            .isNull();
      }
      assertThat(two.client().raw("/readyz")).as("after the other's end").isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EMBEDDED", "K3S"})
  @DisplayName("one that is stopped while it starts leaves nothing")
  void stoppedInTheMiddle(ClusterKind kind) {
    var remains = new Remains(folder);
    ControlPlane plane = prepared(kind, folder);
    plane.launch();
    remains.remember(plane);

    plane.close();

    assertThat(remains.running()).isEmpty();
    assertThatThrownBy(plane::launch)
        .isInstanceOf(LabException.class)
        .hasMessageContaining("stopping");
    assertThat(remains.running()).isEmpty();
  }

  @Test
  @DisplayName("a container whose lab was killed is found by the lab's ledger and removed")
  void ledgerFindsContainers() throws IOException {
    ControlPlane plane = prepared(ClusterKind.K3S, folder);
    ProcessLedger ledger = ProcessLedger.open(ControlPlaneUnderTest.logs(folder));
    var remains = new Remains(folder);
    plane.launch();
    remains.remember(plane);

    List<URI> engines = List.copyOf(ledger.engines());

    assertThat(engines).hasSize(1);
    assertThat(LabContainers.count(engines.get(0), folder.resolve("another"))).isZero();
    assertThat(LabContainers.count(engines.get(0), folder)).isEqualTo(1);
    assertThat(LabContainers.remove(engines.get(0), folder)).isEqualTo(1);
    assertThat(remains.running()).isEmpty();
    plane.close();
  }

  @Test
  @DisplayName("a port that somebody takes in the last moment is a sentence, and nothing is left")
  void takenPortIsASentence() throws IOException {
    var choice = (ControlPlaneChoice.K3s) ControlPlaneUnderTest.choice(ClusterKind.K3S);
    try (var taker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var unlucky =
            new K3sControlPlane(
                choice.image(),
                ControlPlaneUnderTest.programs(),
                folder.resolve("control-plane"),
                ControlPlaneUnderTest.logs(folder),
                taker::getLocalPort)) {
      assertThatThrownBy(unlucky::launch)
          .isInstanceOf(LabException.class)
          .hasMessageStartingWith(
              "another program has taken the port that k3s was to be reached at (")
          .hasMessageEndingWith("); start again, which chooses another");
    }
    assertThat(Containers.of(folder)).isEmpty();
  }

  @Test
  @DisplayName("a server that refuses its arguments is a sentence, and nothing is left")
  void endWhileItStartsIsASentence() {
    var choice = (ControlPlaneChoice.K3s) ControlPlaneUnderTest.choice(ClusterKind.K3S);
    var port = new platform.local.process.FreePorts();
    try (var refusing =
        new K3sControlPlane(
            choice.image(),
            ControlPlaneUnderTest.programs(),
            folder.resolve("control-plane"),
            ControlPlaneUnderTest.logs(folder),
            port::next,
            List.of("server", "--no-such-argument"))) {
      assertThatThrownBy(refusing::launch)
          .isInstanceOf(LabException.class)
          .hasMessageMatching(
              "the container of .* ended while it started \\(.{1,100}\\); why is in .*k3s\\.log, and --cluster embedded does without");
      assertThat(ControlPlaneUnderTest.logs(folder).resolve("k3s.log"))
          .content()
          .contains("no-such-argument");
    }
    assertThat(Containers.of(folder)).isEmpty();
  }

  /** Containers of a folder's control planes, and their volumes, by what the engine says. */
  private record Containers(String id, List<String> volumes) {
    static List<Containers> of(Path folder) {
      return DockerClientFactory.lazyClient()
          .listContainersCmd()
          .withShowAll(true)
          .withLabelFilter(List.of(LabContainers.LABEL))
          .exec()
          .stream()
          .filter(each -> Path.of(each.getLabels().get(LabContainers.LABEL)).startsWith(folder))
          .map(
              each ->
                  new Containers(
                      each.getId(),
                      each.getMounts().stream()
                          .flatMap(mount -> Optional.ofNullable(mount.getName()).stream())
                          .toList()))
          .toList();
    }

    static List<String> volumesThatExist() {
      return DockerClientFactory.lazyClient().listVolumesCmd().exec().getVolumes().stream()
          .map(volume -> volume.getName())
          .toList();
    }
  }

  /** What a control plane has left behind, by what was seen of it while it ran. */
  private static final class Remains {
    private final Path folder;
    private List<ProcessHandle> processes = List.of();
    private List<Containers> containers = List.of();
    private int port;

    Remains(Path folder) {
      this.folder = folder;
    }

    void remember(ControlPlane plane) {
      processes =
          plane.processes().stream()
              .flatMap(process -> ProcessHandle.of(process.pid()).stream())
              .toList();
      port = plane.endpoint().getPort();
      if (plane instanceof K3sControlPlane) {
        containers = Containers.of(folder);
        assertThat(containers)
            .singleElement()
            .extracting(Containers::volumes)
            .asInstanceOf(LIST)
            .isNotEmpty();
      }
    }

    void crash(ControlPlane plane) {
      plane.processes().stream()
          .filter(process -> process.name().equals("kube-apiserver"))
          .flatMap(process -> ProcessHandle.of(process.pid()).stream())
          .forEach(ProcessHandle::destroyForcibly);
      containers.forEach(
          each ->
              DockerClientFactory.lazyClient()
                  .killContainerCmd(each.id())
                  .withSignal("KILL")
                  .exec());
    }

    List<String> running() {
      var running = new ArrayList<String>();
      processes.stream()
          .filter(ProcessHandle::isAlive)
          .forEach(process -> running.add("process " + process.pid()));
      if (!containers.isEmpty()) {
        Containers.of(folder).forEach(each -> running.add("container " + each.id()));
        List<String> volumes = Containers.volumesThatExist();
        containers.stream()
            .flatMap(each -> each.volumes().stream())
            .filter(volumes::contains)
            .forEach(volume -> running.add("volume " + volume));
      }
      if (isListening()) {
        running.add("port " + port);
      }
      return running;
    }

    private boolean isListening() {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected();
      } catch (IOException nobodyListens) {
        return false;
      }
    }
  }
}
