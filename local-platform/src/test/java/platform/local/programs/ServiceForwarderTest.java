package platform.local.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import platform.local.process.FreePorts;
import platform.local.process.LabException;

@Timeout(20)
class ServiceForwarderTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final ServiceForwarder forwarder =
      keep(new ServiceForwarder("argocd-redis", new FreePorts().next(), threads));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    threads.shutdownNow();
    assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).as("no thread is left").isTrue();
  }

  @Test
  void whatIsSentArrivesAndTheAnswerComesBack() throws IOException {
    forwarder.add(backend("one"));

    assertThat(ask("hello")).isEqualTo("one: hello");
  }

  @Test
  void aLargeMessageArrivesWhole() throws IOException {
    forwarder.add(backend("one"));
    String message = "x".repeat(500_000);

    assertThat(ask(message)).isEqualTo("one: " + message);
  }

  @Test
  void anAnswerStillComesAfterTheCallerHasSaidAll() throws IOException {
    forwarder.add(backend("one"));

    Socket socket = connect();
    socket.getOutputStream().write("last words\n".getBytes(StandardCharsets.UTF_8));
    socket.shutdownOutput();

    assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("one: last words\n");
  }

  @Test
  void theNewestBackendAnswersAndTheOlderOneAgainWhenItHasGone() throws IOException {
    int older = backend("older");
    int newer = backend("newer");
    forwarder.add(older);
    forwarder.add(newer);
    // Readiness is reported again and again; only the first time counts.
    forwarder.add(older);
    assertThat(ask("hello")).isEqualTo("newer: hello");

    forwarder.remove(newer);

    assertThat(ask("hello")).isEqualTo("older: hello");
  }

  @Test
  void withoutBackendAConnectionIsClosedAtOnce() throws IOException {
    assertThat(connect().getInputStream().read()).isEqualTo(-1);

    int port = backend("one");
    forwarder.add(port);
    forwarder.remove(port);

    assertThat(connect().getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aBackendThatDoesNotListenClosesTheConnection() throws IOException {
    forwarder.add(new FreePorts().next());

    assertThat(connect().getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void closingEndsOpenConnectionsAndFreesThePort() throws IOException {
    forwarder.add(backend("one"));
    Socket socket = connect();
    BufferedReader answers = answers(socket);
    socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
    assertThat(answers.readLine()).isEqualTo("one: hello");
    URI address = address();

    forwarder.close();

    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    // By binding, since connecting to a free port of the ephemeral range may connect to itself.
    try (var server = new ServerSocket()) {
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(address.getHost(), address.getPort()));
      assertThat(server.isBound()).isTrue();
    }
  }

  @Test
  void anAddressThatIsTakenIsNamed() {
    assertThatThrownBy(() -> new ServiceForwarder("argocd-server", address().getPort(), threads))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith(
            "the address for argocd-server, %s, can't be had: ", forwarder.address());
  }

  private URI address() {
    return URI.create("tcp://" + forwarder.address());
  }

  private String ask(String line) throws IOException {
    try (Socket socket = connect()) {
      BufferedReader answers = answers(socket);
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      return answers.readLine();
    }
  }

  private Socket connect() throws IOException {
    return keep(new Socket(address().getHost(), address().getPort()));
  }

  private static BufferedReader answers(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** A server that says each line again after its own name. */
  private int backend(String name) throws IOException {
    var server = keep(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
    threads.execute(
        () -> {
          while (!server.isClosed()) {
            try {
              Socket socket = keep(server.accept());
              threads.execute(() -> echo(name, socket));
            } catch (IOException e) {
              return;
            }
          }
        });
    return server.getLocalPort();
  }

  private static void echo(String name, Socket socket) {
    try (socket) {
      BufferedReader lines = answers(socket);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        socket
            .getOutputStream()
            .write((name + ": " + line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      assertThat(socket.isClosed() || socket.isConnected()).isTrue();
    }
  }

  private synchronized <T extends AutoCloseable> T keep(T part) {
    open.add(part);
    return part;
  }
}
