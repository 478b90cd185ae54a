package platform.local.aws;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.FreePorts;
import platform.local.process.HostProcess;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;

/** The moto server that holds the account's state, on loopback only. */
final class Moto implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Moto.class);
  private static final Duration START_PATIENCE = Duration.ofSeconds(90);

  /** The first words of moto's own that mean that it listens: werkzeug's server binds before. */
  private static final String LISTENING = " * Running on ";

  /** Long polls last 20 s and moto's slowest answer 30 s on a busy machine. */
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(180);

  /** What java.net.http sets itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

  private final HostProcess process;
  private final URI endpoint;
  private final HttpClient client;

  private Moto(HostProcess process, URI endpoint, HttpClient client) {
    this.process = process;
    this.endpoint = endpoint;
    this.client = client;
  }

  static Moto start(
      AwsAccount account,
      List<String> command,
      Path dataFolder,
      Path logFolder,
      FreePorts ports,
      Executor threads) {
    if (!Files.isExecutable(Path.of(command.get(0)))) {
      throw new SomethingMissingException(
          "moto is not at " + command.get(0),
          "expected the Python environment that the lab makes; remove its folder and start again");
    }
    Path images = MachineImages.write(account, dataFolder);
    int port = ports.next();
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("-H", "127.0.0.1", "-p", Integer.toString(port)));
    var listening = new CompletableFuture<Void>();
    HostProcess process =
        HostProcess.start(
            "moto",
            arguments,
            Map.of(
                "PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"),
                "HOME", dataFolder.toString(),
                "MOTO_ACCOUNT_ID", account.accountId(),
                "MOTO_AMIS_PATH", images.toString(),
                // Policies of AWS's own, which roles of clusters and nodes are given.
                "MOTO_IAM_LOAD_MANAGED_POLICIES", "true",
                "PYTHONUNBUFFERED", "1"),
            logFolder,
            line -> {
              if (line.startsWith(LISTENING)) {
                listening.complete(null);
              }
            });
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .executor(threads)
            .build();
    var moto = new Moto(process, URI.create("http://127.0.0.1:" + port), client);
    try {
      moto.await(listening);
      return moto;
    } catch (RuntimeException e) {
      moto.close();
      throw e;
    }
  }

  private void await(CompletableFuture<Void> listening) {
    CompletableFuture.anyOf(listening, process.ended())
        .completeOnTimeout(null, START_PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
    if (listening.isDone()) {
      return;
    }
    throw new LabException(
        process.isAlive()
            ? "moto does not listen at %s after %d s; see %s"
                .formatted(endpoint, START_PATIENCE.toSeconds(), process.log())
            : "moto ended while starting; its last lines (%s):%n%s"
                .formatted(process.log(), process.lastLogLines(15)));
  }

  private static LabException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new LabException("interrupted while waiting for moto", cause);
  }

  URI endpoint() {
    return endpoint;
  }

  HostProcess process() {
    return process;
  }

  /** Moto's version as its Python environment states it, empty when that can't be told. */
  static Optional<String> version(List<String> command) {
    Path library = Path.of(command.get(0)).toAbsolutePath().getParent().resolveSibling("lib");
    try (DirectoryStream<Path> pythons = Files.newDirectoryStream(library, "python3*")) {
      for (Path python : pythons) {
        try (DirectoryStream<Path> distributions =
            Files.newDirectoryStream(python.resolve("site-packages"), "moto-*.dist-info")) {
          for (Path distribution : distributions) {
            String name = distribution.getFileName().toString();
            return Optional.of(
                name.substring("moto-".length(), name.length() - ".dist-info".length()));
          }
        }
      }
    } catch (IOException e) {
      LOG.warn("moto's version can't be told, so its slow answers are not kept: {}", e.toString());
    }
    return Optional.empty();
  }

  /** Passes a request on unchanged, but for the headers that belong to the connection. */
  AwsAnswer forward(AwsRequest request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(endpoint + request.target()))
            .timeout(ANSWER_PATIENCE)
            .method(
                request.method(),
                request.body().length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(request.body()));
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> builder.header(name, value));
              }
            });
    return send(builder.build());
  }

  /** A call to one of AWS's JSON services that the lab makes itself. */
  AwsAnswer callJson(String service, String target, String region, Object body) {
    AwsAnswer answer =
        send(
            HttpRequest.newBuilder(endpoint)
                .timeout(ANSWER_PATIENCE)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", target)
                .header("Authorization", authorization(service, region))
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                .build());
    if (!answer.isSuccess()) {
      throw new LabException("moto refuses %s: %s".formatted(target, answer.bodyText()));
    }
    return answer;
  }

  /** Moto reads the service out of the credential's scope and checks no signature. */
  static String authorization(String service, String region) {
    return "AWS4-HMAC-SHA256 Credential=lab/20260101/%s/%s/aws4_request, SignedHeaders=host, Signature=0"
        .formatted(region, service);
  }

  private AwsAnswer send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new AwsAnswer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new LabException(
          "moto does not answer %s %s: %s; see %s"
              .formatted(request.method(), request.uri(), e, process.log()),
          e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
