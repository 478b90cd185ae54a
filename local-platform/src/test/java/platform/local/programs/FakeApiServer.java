package platform.local.programs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives out tokens, has no object but the pod, and remembers how pods were said to stand. */
final class FakeApiServer implements AutoCloseable {
  private static final String TOKEN =
      """
      {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "status": {"token": "a.b.c"}}""";
  private static final String POD =
      """
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "redis-1", "namespace": "argocd"}}""";
  private static final String NOT_FOUND =
      """
      {"apiVersion": "v1", "kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404}""";

  private final List<String> statuses = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final KubernetesClient client;

  FakeApiServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (path.endsWith("/token")) {
        send(exchange, 201, TOKEN);
      } else if (exchange.getRequestMethod().equals("PATCH") && path.endsWith("/status")) {
        statuses.add(body);
        send(exchange, 200, POD);
      } else if (path.contains("/pods/")) {
        send(exchange, 200, POD);
      } else {
        send(exchange, 404, NOT_FOUND);
      }
    }
  }

  private static void send(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  KubernetesClient client() {
    return client;
  }

  /** Patches of a pod's status, the oldest first. */
  List<String> statuses() {
    return statuses;
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }
}
