package platform.local.controlplane;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.WaitResponse;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import platform.local.process.HostProcess;
import platform.local.process.LabException;
import platform.local.process.ProcessLedger;
import platform.local.process.Stopwatch;

/**
 * A control plane in a container of k3s: no agent, none of its packaged components, and by its
 * arguments of the same effect as the embedded one.
 */
final class K3sControlPlane implements ControlPlane {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int API_PORT = K3sContainer.KUBE_SECURE_PORT;

  private final K3sImage image;
  private final KubernetesPrograms programs;
  private final Path folder;
  private final Path logs;
  private final IntSupplier port;
  private final List<String> arguments;
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  /** Nothing is started once it is set. */
  private boolean closed;

  private Optional<K3sContainer> container = Optional.empty();
  private Optional<Running> running = Optional.empty();

  /** What is known once the server has written its kubeconfig. */
  private record Running(
      String containerId,
      URI endpoint,
      String certificateAuthority,
      Path kubeconfig,
      KubernetesClient client) {}

  /**
   * @param port asked once, for the port of loopback that the API server is to be reached at
   */
  K3sControlPlane(
      K3sImage image, KubernetesPrograms programs, Path folder, Path logs, IntSupplier port) {
    this(image, programs, folder, logs, port, K3sArguments.ALL);
  }

  K3sControlPlane(
      K3sImage image,
      KubernetesPrograms programs,
      Path folder,
      Path logs,
      IntSupplier port,
      List<String> arguments) {
    this.arguments = List.copyOf(arguments);
    this.image = image;
    this.programs = programs;
    this.folder = folder;
    this.logs = logs;
    this.port = port;
  }

  @Override
  public void launch() {
    requireOpen();
    K3sContainer created = create();
    synchronized (this) {
      requireOpen();
      container = Optional.of(created);
    }
    try {
      created.start();
    } catch (RuntimeException e) {
      throw new LabException(K3sProblem.inWords(e, image.name(), log()), e);
    }
    tellEnd(created.getContainerId());
    URI endpoint =
        URI.create("https://%s:%d".formatted(address(created), created.getMappedPort(API_PORT)));
    Config own = Config.fromKubeconfig(created.getKubeConfigYaml());
    String authority = decoded(own.getCaCertData());
    Path kubeconfig =
        Kubeconfig.forCertificate(
            folder.resolve("admin.kubeconfig"),
            endpoint,
            authority,
            new CertificateAuthority.Identity(
                decoded(own.getClientCertData()), decoded(own.getClientKeyData())));
    var client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
            .build();
    synchronized (this) {
      running =
          Optional.of(
              new Running(created.getContainerId(), endpoint, authority, kubeconfig, client));
    }
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new LabException("k3s is not started: the control plane is stopping");
    }
  }

  private K3sContainer create() {
    URI engine = DockerClientFactory.instance().getTransportConfig().getDockerHost();
    // Before there is a container, so that none is forgotten if the lab is killed.
    ProcessLedger.in(logs).recordEngine(engine);
    DockerImageName name =
        image.isStandIn()
            ? DockerImageName.parse(
                    new StandInImage(DockerClientFactory.lazyClient(), image.name(), programs)
                        .name(folder.resolve("stand-in")))
                .asCompatibleSubstituteFor("rancher/k3s")
            : DockerImageName.parse(image.name());
    var created = new K3sContainer(name);
    if (image.isStandIn()) {
      created.withImagePullPolicy(neverPulled -> false);
    }
    // A server without agent runs no containers of its own.
    created.setPrivilegedMode(false);
    created.setBinds(new ArrayList<>());
    created.setExposedPorts(List.of(API_PORT));
    created.withLabel(LabContainers.LABEL, folder.toAbsolutePath().toString());
    var command = new ArrayList<>(arguments);
    // The name by which this machine reaches it, for its certificate.
    command.add("--tls-san=" + created.getHost());
    created.setCommandParts(command.toArray(String[]::new));
    created.waitingFor(new KubeconfigWritten().withStartupTimeout(PATIENCE));
    created.withLogConsumer(new LogFile(log()));
    if (isLocal(created)) {
      var loopback =
          new PortBinding(
              Ports.Binding.bindIpAndPort("127.0.0.1", port.getAsInt()), ExposedPort.tcp(API_PORT));
      created.withCreateContainerCmdModifier(
          creation -> creation.getHostConfig().withPortBindings(loopback));
    }
    return created;
  }

  private Path log() {
    return logs.resolve("k3s.log");
  }

  /** Only an engine of this machine publishes ports on this machine's loopback. */
  private static boolean isLocal(K3sContainer container) {
    return container.getHost().equals("localhost") || container.getHost().equals("127.0.0.1");
  }

  /** By number, since localhost may be another protocol's first. */
  private static String address(K3sContainer container) {
    return isLocal(container) ? "127.0.0.1" : container.getHost();
  }

  private static String decoded(String base64) {
    return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private void tellEnd(String containerId) {
    DockerClientFactory.lazyClient()
        .waitContainerCmd(containerId)
        .exec(
            new ResultCallback.Adapter<WaitResponse>() {
              @Override
              public void onNext(WaitResponse response) {
                tellEndOnce("ended with exit code " + response.getStatusCode());
              }

              @Override
              public void onError(Throwable problem) {
                tellEndOnce("is out of reach (" + DockerEngine.inOneLine(problem) + ")");
              }
            });
  }

  private synchronized void tellEndOnce(String what) {
    if (!closed) {
      ended.complete(
          "the container of %s %s while the lab needed it; why is in %s, and the lab has to be started again"
              .formatted(image.kind(), what, log()));
    }
  }

  @Override
  public void awaitReady() {
    Stopwatch waited = Stopwatch.start();
    while (!isReady()) {
      if (ended.isDone()) {
        throw new LabException(ended.join());
      }
      if (waited.isOver(PATIENCE)) {
        throw new LabException(
            "the API server of %s was not ready within %d s; see %s"
                .formatted(image.kind(), PATIENCE.toSeconds(), log()));
      }
      // The API server offers nothing to wait on before it listens.
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private boolean isReady() {
    try {
      return "ok".equals(client().raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private synchronized Running running() {
    return running.orElseThrow(() -> new LabException("k3s has not been launched"));
  }

  @Override
  public String kind() {
    return image.kind();
  }

  @Override
  public String version() {
    return client().getKubernetesVersion().getGitVersion();
  }

  @Override
  public URI endpoint() {
    return running().endpoint();
  }

  @Override
  public String certificateAuthority() {
    return running().certificateAuthority();
  }

  @Override
  public Path adminKubeconfig() {
    return running().kubeconfig();
  }

  @Override
  public KubernetesClient client() {
    return running().client();
  }

  @Override
  public List<HostProcess> processes() {
    return List.of();
  }

  @Override
  public long residentMebibytes() {
    return LabContainers.residentMebibytes(running().containerId());
  }

  @Override
  public CompletableFuture<String> ended() {
    return ended.copy();
  }

  @Override
  public void close() {
    Optional<K3sContainer> stopped;
    synchronized (this) {
      closed = true;
      stopped = container;
      running.ifPresent(known -> known.client().close());
    }
    // Kills and removes it with its volumes: nothing in it outlives the lab.
    stopped.ifPresent(K3sContainer::stop);
  }
}
