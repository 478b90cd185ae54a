package platform.local.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.LabException;

/** The address on loopback by which a lab that stays up is asked and told things. */
public final class ControlServer implements AutoCloseable {
  static final String AS_PROMISED = "As-Promised";
  static final int REFUSED = 422;

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private final HttpServer server;
  private final ExecutorService threads;
  private final String token = HexFormat.of().formatHex(randomBytes());

  /**
   * What a route answers.
   *
   * @param isAsPromised whether the platform was as promised
   * @param text for people or programs, as was asked
   */
  public record Answer(boolean isAsPromised, String text) {}

  /** Answers one kind of request; what it throws is told to the caller. */
  public interface Route {
    /**
     * @param query the parameters behind the question mark
     */
    Answer answer(Map<String, String> query);
  }

  private ControlServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts to listen on a free port.
   *
   * @param routes by method and path, such as {@code GET /status}
   */
  public static ControlServer start(Map<String, Route> routes) {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ExecutorService threads =
          Executors.newCachedThreadPool(
              work -> {
                var thread = new Thread(work, "control");
                thread.setDaemon(true);
                return thread;
              });
      server.setExecutor(threads);
      var control = new ControlServer(server, threads);
      Map<String, Route> copy = Map.copyOf(routes);
      server.createContext("/", exchange -> control.handle(exchange, copy));
      server.start();
      return control;
    } catch (IOException e) {
      throw new LabException("can't listen on the loopback interface: " + e.getMessage(), e);
    }
  }

  private static byte[] randomBytes() {
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** What a caller has to send as bearer token: others of this machine can reach the port too. */
  public String token() {
    return token;
  }

  private void handle(HttpExchange exchange, Map<String, Route> routes) throws IOException {
    try (exchange) {
      if (!isAuthorized(exchange)) {
        send(exchange, 401, false, "the bearer token is missing or another lab's");
        return;
      }
      String wanted = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      if (!routes.containsKey(wanted)) {
        send(exchange, 404, false, "no such request: " + wanted);
        return;
      }
      try {
        Answer answer = routes.get(wanted).answer(parameters(exchange.getRequestURI().getQuery()));
        send(exchange, 200, answer.isAsPromised(), answer.text());
      } catch (RuntimeException e) {
        send(exchange, REFUSED, false, sentence(wanted, e));
      }
    }
  }

  /** A defect's stack goes to the lab's log, since its caller has no use for it. */
  private static String sentence(String wanted, RuntimeException problem) {
    boolean ours = problem.getClass().getName().startsWith("platform.");
    if (ours && problem.getMessage() != null) {
      return problem.getMessage();
    }
    LOG.error("{} failed", wanted, problem);
    return "a defect: " + problem;
  }

  private boolean isAuthorized(HttpExchange exchange) {
    String sent = exchange.getRequestHeaders().getFirst("Authorization");
    return sent != null
        && MessageDigest.isEqual(
            sent.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> parameters(String query) {
    var parameters = new TreeMap<String, String>();
    if (query != null) {
      for (String part : query.split("&")) {
        String[] words = part.split("=", 2);
        parameters.put(words[0], words.length == 2 ? words[1] : "");
      }
    }
    return parameters;
  }

  private static void send(HttpExchange exchange, int status, boolean isAsPromised, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set(AS_PROMISED, Boolean.toString(isAsPromised));
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
