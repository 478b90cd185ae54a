package platform.local.controlplane;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientConfigUtils;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;
import platform.local.process.Progress;
import platform.local.process.Stopwatch;

/**
 * The Docker engine that Testcontainers would use, found and asked by its conventions but before it
 * starts anything: its own client begins with its reaper, and waits minutes for images and for
 * engines that say nothing.
 */
public final class DockerEngine implements ContainerEngine {
  private static final Duration ANSWER = Duration.ofSeconds(45);

  /** From one sign of a pull to the next. */
  private static final Duration SIGN = Duration.ofSeconds(30);

  private static final Duration PULL = Duration.ofMinutes(10);
  private static final String HOST_VARIABLE = "DOCKER_HOST";
  private static final String SOCKET = "unix://";

  /** The reaper that this version of Testcontainers starts, which it keeps to itself. */
  static final String REAPER = "testcontainers/ryuk:0.14.0";

  private static final String ADDRESS_FINDER = "alpine:3.17";

  private final Map<String, String> environment;

  /**
   * @param environment the user's; Testcontainers itself reads that of this process
   */
  public DockerEngine(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public State look() {
    List<Path> sockets = sockets();
    if (!isConfigured() && sockets.isEmpty()) {
      return new Silent(
          "there is no Docker engine on this machine (DOCKER_HOST is not set, and there is no /var/run/docker.sock)",
          "install and start one (sudo apt-get install -y docker.io)");
    }
    Optional<Silent> deaf = namedHost().flatMap(DockerEngine::refusal);
    if (deaf.isPresent()) {
      return deaf.get();
    }
    try {
      Info info = within(ANSWER, () -> DockerClientFactory.instance().getInfo());
      return new Answers(transport().getDockerHost(), info.getServerVersion(), architecture(info));
    } catch (CompletionException e) {
      String where =
          namedHost()
              .orElseGet(() -> sockets.isEmpty() ? "the one named" : "unix://" + sockets.get(0));
      return silent(
          where, refusalOfFirst(sockets).orElse("it took a connection and was silent for 45 s"));
    }
  }

  private Optional<String> refusalOfFirst(List<Path> sockets) {
    return sockets.stream().findFirst().flatMap(DockerEngine::refusalOf);
  }

  private static Silent silent(String where, String why) {
    String remedy =
        why.contains("permission")
            ? "join the group that may use it (sudo usermod -aG docker $USER, then log in again)"
            : "start it (sudo systemctl start docker), or name another (DOCKER_HOST=ADDRESS)";
    return new Silent("the Docker engine at %s does not answer (%s)".formatted(where, why), remedy);
  }

  /** Where the user's own word says that the engine is. */
  private Optional<String> namedHost() {
    return Optional.ofNullable(environment.get(HOST_VARIABLE)).filter(host -> !host.isBlank());
  }

  /** A socket that is named is asked here: Testcontainers would silently try others. */
  private static Optional<Silent> refusal(String host) {
    Optional<String> deaf =
        host.startsWith(SOCKET)
            ? refusalOf(Path.of(host.substring(SOCKET.length())))
            : Optional.empty();
    return deaf.or(() -> isAddress(host) ? Optional.empty() : Optional.of("that is no address"))
        .map(why -> silent(host, why));
  }

  private static boolean isAddress(String host) {
    try {
      return !URI.create(host).toString().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<String> refusalOf(Path socket) {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected() ? Optional.empty() : Optional.of("no connection");
    } catch (AccessDeniedException e) {
      return Optional.of("permission denied");
    } catch (IOException e) {
      String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      return Optional.of(Files.exists(socket) ? words : "there is no such socket");
    }
  }

  private boolean isConfigured() {
    return Stream.of(HOST_VARIABLE, "DOCKER_CONTEXT", "TESTCONTAINERS_HOST_OVERRIDE")
            .anyMatch(name -> !environment.getOrDefault(name, "").isBlank())
        || Files.exists(Path.of(System.getProperty("user.home"), ".testcontainers.properties"));
  }

  /** Where engines listen that nobody has named, in the order in which they are tried. */
  private List<Path> sockets() {
    String home = System.getProperty("user.home");
    return Stream.of(
            "/var/run/docker.sock",
            environment.getOrDefault("XDG_RUNTIME_DIR", home + "/.docker/run") + "/docker.sock",
            home + "/.docker/run/docker.sock",
            home + "/.docker/desktop/docker.sock")
        .map(Path::of)
        .filter(Files::exists)
        .distinct()
        .toList();
  }

  private static String architecture(Info info) {
    return switch (String.valueOf(info.getArchitecture())) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> String.valueOf(info.getArchitecture());
    };
  }

  /** An engine that accepts a connection and says nothing would be waited for without end. */
  private static <T> T within(Duration patience, Supplier<T> question) {
    var answer = new CompletableFuture<T>();
    var asking =
        new Thread(
            () -> {
              try {
                answer.complete(question.get());
              } catch (RuntimeException | LinkageError e) {
                answer.completeExceptionally(e);
              }
            },
            "docker-engine");
    asking.setDaemon(true);
    asking.start();
    return answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  @Override
  public Optional<String> missing(String image, Progress progress) {
    var name = ImageNameSubstitutor.instance().apply(DockerImageName.parse(image));
    DockerClient client = client(transport());
    if (has(client, name.asCanonicalNameString())) {
      return Optional.empty();
    }
    progress.update("pulling " + name.asCanonicalNameString());
    return pullProblem(client, name)
        .map(
            why ->
                "image %s is not here and can't be pulled (%s)"
                    .formatted(name.asCanonicalNameString(), why));
  }

  static boolean has(DockerClient client, String image) {
    try {
      client.inspectImageCmd(image).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  private static Optional<String> pullProblem(DockerClient client, DockerImageName name) {
    var pull = new Pull();
    try {
      client.pullImageCmd(name.getUnversionedPart()).withTag(name.getVersionPart()).exec(pull);
      return pull.awaitEnd();
    } catch (RuntimeException e) {
      return Optional.of(inOneLine(e));
    }
  }

  /** The pull of an image; one that shows no sign of life for a while is given up. */
  private static final class Pull extends ResultCallback.Adapter<PullResponseItem> {
    private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();
    private volatile Stopwatch sign = Stopwatch.start();
    private volatile Optional<String> error = Optional.empty();

    @Override
    public void onNext(PullResponseItem item) {
      sign = Stopwatch.start();
      if (item.getErrorDetail() != null) {
        error = Optional.of(String.valueOf(item.getErrorDetail().getMessage()));
      }
    }

    @Override
    public void onError(Throwable problem) {
      end.complete(Optional.of(inOneLine(problem)));
      super.onError(problem);
    }

    @Override
    public void onComplete() {
      end.complete(error);
      super.onComplete();
    }

    Optional<String> awaitEnd() {
      Stopwatch whole = Stopwatch.start();
      while (!end.isDone()) {
        if (sign.isOver(SIGN) || whole.isOver(PULL)) {
          end.complete(Optional.of("the registry does not answer"));
        }
        end.copy().completeOnTimeout(Optional.empty(), 200, TimeUnit.MILLISECONDS).join();
      }
      return end.join();
    }
  }

  @Override
  public Optional<Obstacle> obstacle(Progress progress) {
    return reaperObstacle(progress).or(() -> addressObstacle(progress));
  }

  private Optional<Obstacle> reaperObstacle(Progress progress) {
    return Boolean.parseBoolean(environment.get("TESTCONTAINERS_RYUK_DISABLED"))
        ? Optional.empty()
        : missing(REAPER, progress)
            .map(
                words ->
                    new Obstacle(
                        "Testcontainers wants its reaper, and " + words,
                        "the lab removes its container itself, so do without: TESTCONTAINERS_RYUK_DISABLED=true"));
  }

  /** Within a container Testcontainers runs another to learn where published ports are. */
  private Optional<Obstacle> addressObstacle(Progress progress) {
    boolean asks =
        DockerClientConfigUtils.IN_A_CONTAINER
            && "unix".equals(transport().getDockerHost().getScheme())
            && environment.getOrDefault("TESTCONTAINERS_HOST_OVERRIDE", "").isBlank()
            && !bridgeHasGateway();
    return asks
        ? missing(ADDRESS_FINDER, progress)
            .map(
                words ->
                    new Obstacle(
                        "Testcontainers looks for the Docker engine's address from within a container, and "
                            + words,
                        "name the address: TESTCONTAINERS_HOST_OVERRIDE=localhost"))
        : Optional.empty();
  }

  private static boolean bridgeHasGateway() {
    try {
      return client(transport())
          .inspectNetworkCmd()
          .withNetworkId("bridge")
          .exec()
          .getIpam()
          .getConfig()
          .stream()
          .anyMatch(config -> config.getGateway() != null);
    } catch (NotFoundException e) {
      return false;
    }
  }

  private static TransportConfig transport() {
    return DockerClientFactory.instance().getTransportConfig();
  }

  /** A client that starts no reaper. */
  static DockerClient client(TransportConfig transport) {
    return DockerClientProviderStrategy.getClientForConfig(transport);
  }

  /** What an engine complains of, out of the JSON that it may be wrapped in. */
  static String inOneLine(Throwable problem) {
    return String.valueOf(problem.getMessage())
        .replaceFirst("(?s)^Status \\d+: \\{\"message\":\"(.*)\"}\\s*$", "$1")
        .replace("\\\"", "\"")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
