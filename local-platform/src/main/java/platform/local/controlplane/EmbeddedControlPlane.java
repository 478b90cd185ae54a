package platform.local.controlplane;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import platform.local.process.FreePorts;
import platform.local.process.HostProcess;
import platform.local.process.LabException;
import platform.local.process.Stopwatch;

/**
 * A control plane of host processes: etcd, kube-apiserver, kube-controller-manager and
 * kube-scheduler, with a PKI of its own, {@code Node,RBAC} authorization and default admission.
 * Needs no Docker. All of it listens on loopback only.
 */
public final class EmbeddedControlPlane implements ControlPlane {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final URI endpoint;
  private final String certificateAuthority;
  private final Path adminKubeconfig;
  private final KubernetesClient client;

  /** In the order of their start; stopped from the last to the first. */
  private final Deque<HostProcess> processes = new ArrayDeque<>();

  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private boolean closed;

  private final KubernetesPrograms programs;
  private final Path folder;
  private final Path logs;
  private final FreePorts ports;

  private EmbeddedControlPlane(
      KubernetesPrograms programs, Path folder, Path logs, FreePorts ports) {
    this.programs = programs;
    this.folder = folder;
    this.logs = logs;
    this.ports = ports;
    endpoint = URI.create("https://127.0.0.1:" + ports.next());
    var authority = new CertificateAuthority();
    certificateAuthority = authority.certificate();
    adminKubeconfig = folder.resolve("admin.kubeconfig");
    writeIdentities(authority, folder.resolve("pki"));
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(adminKubeconfig.toFile()))
            .build();
  }

  /** Chooses address and keys, so that both are known before anything runs. */
  public static EmbeddedControlPlane prepare(
      KubernetesPrograms programs, Path folder, Path logs, FreePorts ports) {
    return new EmbeddedControlPlane(programs, folder, logs, ports);
  }

  private void writeIdentities(CertificateAuthority authority, Path pki) {
    Kubeconfig.writePrivate(pki.resolve("ca.crt"), authority.certificate());
    var server =
        authority.server(
            "kube-apiserver",
            List.of("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"),
            List.of("127.0.0.1", "10.96.0.1"));
    Kubeconfig.writePrivate(pki.resolve("server.crt"), server.certificate());
    Kubeconfig.writePrivate(pki.resolve("server.key"), server.privateKey());
    var signing = CertificateAuthority.signingKey();
    Kubeconfig.writePrivate(pki.resolve("sa.pub"), signing.certificate());
    Kubeconfig.writePrivate(pki.resolve("sa.key"), signing.privateKey());
    Map<String, List<String>> users =
        Map.of(
            "admin", List.of("system:masters"),
            "system:kube-controller-manager", List.of(),
            "system:kube-scheduler", List.of());
    users.forEach(
        (user, groups) ->
            Kubeconfig.forCertificate(
                folder.resolve(user.replace("system:", "") + ".kubeconfig"),
                endpoint,
                certificateAuthority,
                authority.client(user, groups)));
  }

  @Override
  public void launch() {
    Path pki = folder.resolve("pki");
    String etcdClient = "http://127.0.0.1:" + ports.next();
    String etcdPeer = "http://127.0.0.1:" + ports.next();
    start(
        "etcd",
        programs.etcd().toString(),
        "--name=lab",
        "--data-dir=" + folder.resolve("etcd"),
        "--listen-client-urls=" + etcdClient,
        "--advertise-client-urls=" + etcdClient,
        "--listen-peer-urls=" + etcdPeer,
        "--initial-advertise-peer-urls=" + etcdPeer,
        "--initial-cluster=lab=" + etcdPeer,
        "--unsafe-no-fsync",
        "--log-level=warn");
    start(
        "kube-apiserver",
        programs.apiServer().toString(),
        "--etcd-servers=" + etcdClient,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--secure-port=" + endpoint.getPort(),
        "--cert-dir=" + folder.resolve("apiserver"),
        "--tls-cert-file=" + pki.resolve("server.crt"),
        "--tls-private-key-file=" + pki.resolve("server.key"),
        "--client-ca-file=" + pki.resolve("ca.crt"),
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + pki.resolve("sa.pub"),
        "--service-account-signing-key-file=" + pki.resolve("sa.key"),
        "--authorization-mode=Node,RBAC",
        // As EKS and k3s have it; beyond the default admission plugins.
        "--enable-admission-plugins=NodeRestriction",
        "--service-cluster-ip-range=" + SERVICE_CIDR,
        "--endpoint-reconciler-type=none",
        // EKS allows privileged containers: its own daemons are such.
        "--allow-privileged=true");
  }

  @Override
  public void awaitReady() {
    awaitAnswer();
    Path pki = folder.resolve("pki");
    start(
        "kube-controller-manager",
        programs.controllerManager().toString(),
        kubeconfigArguments(folder.resolve("kube-controller-manager.kubeconfig")),
        List.of(
            "--leader-elect=false",
            "--cert-dir=" + folder.resolve("controller-manager"),
            "--use-service-account-credentials",
            "--service-account-private-key-file=" + pki.resolve("sa.key"),
            "--root-ca-file=" + pki.resolve("ca.crt")));
    start(
        "kube-scheduler",
        programs.scheduler().toString(),
        kubeconfigArguments(folder.resolve("kube-scheduler.kubeconfig")),
        List.of("--leader-elect=false", "--cert-dir=" + folder.resolve("scheduler")));
  }

  private List<String> kubeconfigArguments(Path kubeconfig) {
    return List.of(
        "--kubeconfig=" + kubeconfig,
        "--authentication-kubeconfig=" + kubeconfig,
        "--authorization-kubeconfig=" + kubeconfig,
        "--bind-address=127.0.0.1",
        "--secure-port=" + ports.next());
  }

  private void start(String name, String program, List<String> first, List<String> second) {
    var command = new ArrayList<String>();
    command.add(program);
    command.addAll(first);
    command.addAll(second);
    start(name, command.toArray(String[]::new));
  }

  private void start(String name, String... command) {
    Map<String, String> environment = Map.of("HOME", logs.toString());
    synchronized (processes) {
      if (closed) {
        throw new LabException(name + " is not started: the control plane is stopping");
      }
      HostProcess process = HostProcess.start(name, List.of(command), environment, logs);
      processes.addLast(process);
      process.ended().thenAccept(exitCode -> tellEnd(process, exitCode));
    }
  }

  private void tellEnd(HostProcess process, int exitCode) {
    synchronized (processes) {
      if (closed) {
        return;
      }
    }
    ended.complete(
        "%s ended with exit code %d while the lab needed it; why is in %s, and the lab has to be started again"
            .formatted(process.name(), exitCode, process.log()));
  }

  private void awaitAnswer() {
    Stopwatch waited = Stopwatch.start();
    while (!isReady()) {
      for (HostProcess process : processes()) {
        if (!process.isAlive()) {
          throw new LabException(
              "%s ended while the control plane started; its last lines (%s):%n%s"
                  .formatted(process.name(), process.log(), process.lastLogLines(8)));
        }
      }
      if (waited.isOver(PATIENCE)) {
        throw new LabException(
            "kube-apiserver was not ready within %d s; see %s"
                .formatted(PATIENCE.toSeconds(), logs.resolve("kube-apiserver.log")));
      }
      // The API server offers nothing to wait on before it listens.
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private boolean isReady() {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  @Override
  public String kind() {
    return "embedded";
  }

  @Override
  public String version() {
    return client.getKubernetesVersion().getGitVersion();
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public String certificateAuthority() {
    return certificateAuthority;
  }

  @Override
  public Path adminKubeconfig() {
    return adminKubeconfig;
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public List<HostProcess> processes() {
    synchronized (processes) {
      return List.copyOf(processes);
    }
  }

  @Override
  public CompletableFuture<String> ended() {
    return ended.copy();
  }

  @Override
  public long residentMebibytes() {
    return processes().stream().mapToLong(HostProcess::residentMebibytes).sum();
  }

  @Override
  public void close() {
    client.close();
    // Clients first, then the API server, then etcd: the other way round each waits for the next.
    // Under the lock: none may be started meanwhile.
    synchronized (processes) {
      closed = true;
      while (!processes.isEmpty()) {
        processes.removeLast().close();
      }
    }
  }
}
