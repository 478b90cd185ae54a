package platform.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines that don't answer; what one answers is for the contract of control planes. */
class DockerEngineTest {
  @TempDir private Path folder;

  @Test
  void aSocketThatIsNotThereIsNamed() {
    Path socket = folder.resolve("docker.sock");
    assertThat(look(socket))
        .isEqualTo(
            new ContainerEngine.Silent(
                "the Docker engine at unix://%s does not answer (there is no such socket)"
                    .formatted(socket),
                "start it (sudo systemctl start docker), or name another (DOCKER_HOST=ADDRESS)"));
  }

  @Test
  void aDaemonThatEndedHasLeftASocketThatRefuses() throws IOException {
    Path socket = folder.resolve("docker.sock");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket))
        .close();
    assertThat(look(socket))
        .isEqualTo(
            new ContainerEngine.Silent(
                "the Docker engine at unix://%s does not answer (connection refused)"
                    .formatted(socket),
                "start it (sudo systemctl start docker), or name another (DOCKER_HOST=ADDRESS)"));
  }

  @Test
  void whatAnEngineComplainsOfIsReadOutOfItsJson() {
    assertThat(
            DockerEngine.inOneLine(
                new IllegalStateException(
                    "Status 500: {\"message\":\"Get \\\"https://registry/v2/\\\": no\nsuch host\"}\n")))
        .isEqualTo("Get \"https://registry/v2/\": no such host");
  }

  @Test
  void portsAndImagesAndEnginesThatGoAreToldApart() {
    Path log = Path.of("k3s.log");
    assertThat(problem("Bind for 127.0.0.1:1 failed: port is already allocated", log))
        .startsWith("another program has taken the port that k3s was to be reached at (Bind for")
        .endsWith("); start again, which chooses another");
    assertThat(problem("No such image: rancher/k3s", log))
        .startsWith("the Docker engine has lost image k3s (No such image");
    assertThat(problem("Wait strategy failed. Container exited with code 1", log))
        .isEqualTo(
            "the container of k3s ended while it started (Wait strategy failed. Container exited with code 1); why is in k3s.log, and --cluster embedded does without");
    assertThat(problem("returned false for input of <InspectContainerResponse(args=[server", log))
        .startsWith("the container of k3s ended while it started (before its port was published);");
    assertThat(problem("Connection refused", log))
        .startsWith("the Docker engine went away while k3s started");
    assertThat(problem("something else", log))
        .isEqualTo(
            "k3s does not start from image k3s (something else); what it said is in k3s.log, and --cluster embedded does without");
  }

  private static String problem(String message, Path log) {
    return K3sProblem.inWords(
        new IllegalStateException("Container startup failed", new IllegalStateException(message)),
        "k3s",
        log);
  }

  private static ContainerEngine.State look(Path socket) {
    return new DockerEngine(Map.of("DOCKER_HOST", "unix://" + socket)).look();
  }
}
