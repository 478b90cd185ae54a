package platform.local.programs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.controlplane.Kubeconfig;
import platform.local.process.FreePorts;
import platform.local.process.HostProcess;
import platform.local.process.LabException;
import platform.local.programs.PodProgram.Port;
import platform.local.programs.PodProgram.Stage;
import platform.local.programs.PodStatusPatch.State;

/**
 * The kubelet's care for one pod: configuration, init containers, programs, probes, restarts and
 * status. {@link #step} does what is due and says when it wants to be called again.
 */
final class PodLife {
  private static final Logger LOG = LoggerFactory.getLogger(PodLife.class);
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(peer|mount):([^}]+)}");
  private static final Duration SOON = Duration.ofMillis(250);
  private static final Duration PROBE_PERIOD = Duration.ofSeconds(2);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);

  /**
   * The API server gives a token of this length a year's grace, as it does for a kubelet's
   * projected tokens ({@code --service-account-extend-token-expiration}).
   */
  private static final long TOKEN_SECONDS = 3607;

  /** What all pods share. */
  record Surroundings(
      KubernetesClient client,
      ProgramTable table,
      Border border,
      Map<String, ServiceForwarder> services,
      FreePorts ports,
      Path folder,
      Path logs) {}

  /** A container's program while it lives, and what is left of it when it has ended. */
  private static final class Run {
    final HostProcess process;
    final Map<Integer, Integer> hostPorts;
    final Instant since = Instant.now();
    final List<String> command;
    final SortedMap<String, String> environment;
    boolean ready;

    Run(
        HostProcess process,
        Map<Integer, Integer> hostPorts,
        List<String> command,
        SortedMap<String, String> environment) {
      this.process = process;
      this.hostPorts = hostPorts;
      this.command = command;
      this.environment = environment;
    }
  }

  private final Surroundings surroundings;
  private final Path folder;
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final Map<String, Integer> restarts = new HashMap<>();
  private final Map<String, Instant> notBefore = new HashMap<>();
  private final AtomicLong appointments = new AtomicLong();
  private volatile Optional<HostProcess> initProgram = Optional.empty();

  /** Read and replaced without a lock: the watch must never wait for a step. */
  private volatile Pod pod;

  private volatile boolean over;
  private boolean initialized;
  private String lastPatch = "";

  PodLife(Surroundings surroundings, Pod pod) {
    this.surroundings = surroundings;
    this.pod = pod;
    this.folder =
        surroundings
            .folder()
            .resolve(pod.getMetadata().getNamespace() + "_" + pod.getMetadata().getName());
  }

  long nextAppointment() {
    return appointments.incrementAndGet();
  }

  boolean isNewest(long appointment) {
    return appointments.get() == appointment;
  }

  void update(Pod newest) {
    pod = newest;
  }

  Optional<String> node() {
    return Optional.ofNullable(pod.getSpec().getNodeName());
  }

  /** The pod or its machine is gone: nothing of it may run on. */
  void end() {
    over = true;
    // A step waits for it; nobody else waits for the step to come to an end by itself.
    initProgram.ifPresent(HostProcess::kill);
    endRuns();
  }

  private synchronized void endRuns() {
    runs.values().forEach(this::stop);
    runs.clear();
  }

  private void stop(Run run) {
    withdraw(run);
    run.process.close();
  }

  /** Ends the pod's programs as a crash would; the next step starts them again. */
  synchronized void crash() {
    runs.values().forEach(run -> run.process.kill());
  }

  synchronized List<RunningProgram> running() {
    var list = new ArrayList<RunningProgram>();
    runs.forEach(
        (container, run) ->
            programOf(container)
                .ifPresent(
                    program ->
                        list.add(
                            new RunningProgram(
                                program.name(),
                                pod.getMetadata().getNamespace(),
                                pod.getMetadata().getName(),
                                pod.getSpec().getNodeName(),
                                run.process.pid(),
                                run.process.residentMebibytes(),
                                new TreeMap<>(run.hostPorts),
                                run.command,
                                run.environment,
                                run.process.log(),
                                run.ready))));
    return list;
  }

  /**
   * Does what is due.
   *
   * @param wakeUp called from another thread when one of the pod's programs ends
   * @return when to call again, empty if only a change of the pod matters
   */
  synchronized Optional<Duration> step(Runnable wakeUp) {
    if (over || pod.getSpec().getNodeName() == null) {
      return Optional.empty();
    }
    if (pod.getMetadata().getDeletionTimestamp() != null || hasEnded()) {
      end();
      return Optional.empty();
    }
    try {
      return liveOrSayWhyNot(wakeUp);
    } catch (KubernetesClientException | IOException e) {
      LOG.info("{}: {}; tried again", describe(), e.getMessage());
      return Optional.of(Duration.ofSeconds(1));
    }
  }

  private Optional<Duration> liveOrSayWhyNot(Runnable wakeUp) throws IOException {
    try {
      return live(wakeUp);
    } catch (PodConfiguration.MissingException e) {
      report(new State.Waiting("CreateContainerConfigError", e.getMessage()));
      return Optional.of(SOON);
    } catch (LabException e) {
      report(new State.Waiting("CreateContainerError", e.getMessage()));
      return Optional.of(Duration.ofSeconds(1));
    }
  }

  private boolean hasEnded() {
    String phase = pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  private Optional<Duration> live(Runnable wakeUp)
      throws PodConfiguration.MissingException, IOException {
    var configuration = new PodConfiguration(pod, new NamespaceSource());
    if (!initialized) {
      prepareFolder(configuration);
      for (Container container : pod.getSpec().getInitContainers()) {
        Optional<PodProgram> program = programOf(container.getName());
        if (program.isPresent() && !runInit(program.get(), container, configuration)) {
          return Optional.of(Duration.ofSeconds(1));
        }
      }
      configuration.check();
      initialized = true;
    }
    boolean allReady = true;
    for (Container container : pod.getSpec().getContainers()) {
      Optional<PodProgram> program = programOf(container.getName());
      if (program.isPresent()) {
        allReady &= keepRunning(program.get(), container, configuration, wakeUp);
      }
    }
    reportContainers();
    if (runs.isEmpty() && restarts.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(allReady ? PROBE_PERIOD : SOON);
  }

  private Optional<PodProgram> programOf(String containerName) {
    var containers = new ArrayList<>(pod.getSpec().getContainers());
    containers.addAll(pod.getSpec().getInitContainers());
    return containers.stream()
        .filter(container -> container.getName().equals(containerName))
        .findFirst()
        .flatMap(container -> surroundings.table().find(container.getImage(), containerName));
  }

  private void prepareFolder(PodConfiguration configuration)
      throws IOException, PodConfiguration.MissingException {
    Files.createDirectories(folder);
    for (Volume volume : pod.getSpec().getVolumes()) {
      Path volumeFolder =
          Files.createDirectories(folder.resolve("volumes").resolve(volume.getName()));
      for (Map.Entry<String, String> file : configuration.files(volume).entrySet()) {
        Kubeconfig.writePrivate(volumeFolder.resolve(file.getKey()), file.getValue());
      }
    }
    String namespace = pod.getMetadata().getNamespace();
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(TOKEN_SECONDS)
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec()
            .build();
    String token =
        surroundings
            .client()
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(pod.getSpec().getServiceAccountName())
            .tokenRequest(request)
            .getStatus()
            .getToken();
    Path tokenFile = Kubeconfig.writePrivate(folder.resolve("token"), token);
    Kubeconfig.forTokenFile(
        folder.resolve("kubeconfig"),
        surroundings.border().apiServer(),
        surroundings.border().certificateAuthority(),
        namespace,
        tokenFile);
  }

  private boolean runInit(PodProgram program, Container container, PodConfiguration configuration)
      throws PodConfiguration.MissingException {
    HostProcess process = start(program, container, configuration, Map.of()).process;
    initProgram = Optional.of(process);
    try {
      if (over) {
        return false;
      }
      int exitCode = process.ended().join();
      if (exitCode == 0) {
        return true;
      }
      if (!over) {
        String reason = "exit code %d: %s".formatted(exitCode, process.lastLogLines(1));
        report(new State.Waiting("Init:Error", reason));
      }
      return false;
    } finally {
      initProgram = Optional.empty();
      process.close();
    }
  }

  /** Starts the container's program if it does not run; true if it is ready. */
  private boolean keepRunning(
      PodProgram program, Container container, PodConfiguration configuration, Runnable wakeUp)
      throws PodConfiguration.MissingException {
    String name = container.getName();
    Run run = runs.get(name);
    if (run != null && run.process.isAlive()) {
      probe(program, container, run);
      return run.ready;
    }
    if (run != null) {
      withdraw(run);
      runs.remove(name);
      int count = restarts.merge(name, 1, Integer::sum);
      notBefore.put(name, Instant.now().plus(backOff(count)));
      LOG.info("{}: {} ended; its last line: {}", describe(), name, run.process.lastLogLines(1));
    }
    if (Instant.now().isBefore(notBefore.getOrDefault(name, Instant.EPOCH))) {
      return false;
    }
    var hostPorts = new TreeMap<Integer, Integer>();
    for (Port port : program.ports()) {
      hostPorts.put(port.containerPort(), surroundings.ports().next());
    }
    Run started = start(program, container, configuration, hostPorts);
    runs.put(name, started);
    started.process.ended().thenRun(wakeUp);
    return false;
  }

  private static Duration backOff(int restarts) {
    Duration doubled = Duration.ofMillis(500L << Math.min(restarts, 6));
    return doubled.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : doubled;
  }

  private Run start(
      PodProgram program,
      Container container,
      PodConfiguration configuration,
      Map<Integer, Integer> hostPorts)
      throws PodConfiguration.MissingException {
    SortedMap<String, String> environment = configuration.environment(container);
    var command = new ArrayList<String>();
    command.add(program.program().toString());
    command.addAll(withoutProgram(configuration.commandLine(container, environment)));
    for (Port port : program.ports()) {
      int hostPort = hostPorts.get(port.containerPort());
      port.arguments().forEach(argument -> command.add(argument.replace("%d", hostPort + "")));
      port.environment()
          .forEach((key, value) -> environment.put(key, value.replace("%d", hostPort + "")));
    }
    program.arguments().forEach(argument -> command.add(fill(argument, container)));
    program.environment().forEach((key, value) -> environment.put(key, fill(value, container)));
    environment.put("KUBECONFIG", folder.resolve("kubeconfig").toString());
    environment.put("PATH", surroundings.border().searchPath());
    String log =
        program.stage() == Stage.INIT
            ? pod.getMetadata().getName() + "-" + container.getName()
            : pod.getMetadata().getName();
    HostProcess process = HostProcess.start(log, command, environment, surroundings.logs());
    return new Run(process, hostPorts, command, environment);
  }

  /** An image's program is named first on the command line of some manifests, by its path there. */
  private static List<String> withoutProgram(List<String> words) {
    boolean namesProgram =
        !words.isEmpty() && Path.of(words.get(0)).getFileName().toString().startsWith("argocd");
    return namesProgram ? words.subList(1, words.size()) : words;
  }

  private String fill(String template, Container container) {
    String text =
        template
            .replace("{folder}", folder.toString())
            .replace("{namespace}", pod.getMetadata().getNamespace())
            .replace("{gateway}", surroundings.border().awsGateway().toString());
    Matcher matcher = PLACEHOLDER.matcher(text);
    return matcher.replaceAll(
        match ->
            Matcher.quoteReplacement(
                match.group(1).equals("peer")
                    ? surroundings.services().get(match.group(2)).address()
                    : mount(container, match.group(2))));
  }

  private String mount(Container container, String path) {
    return container.getVolumeMounts().stream()
        .filter(mount -> mount.getMountPath().equals(path))
        .map(mount -> folder.resolve("volumes").resolve(mount.getName()).toString())
        .findFirst()
        .orElseThrow(
            () ->
                new LabException(
                    "container %s of %s mounts nothing at %s, where its program is told to look;"
                            .formatted(container.getName(), describe(), path)
                        + " bring the lab's program table in line with the manifest"));
  }

  private void probe(PodProgram program, Container container, Run run) {
    boolean was = run.ready;
    run.ready = answers(program, container, run);
    if (run.ready == was) {
      return;
    }
    for (Port port : program.ports()) {
      if (!port.peer().isEmpty()) {
        ServiceForwarder service = surroundings.services().get(port.peer());
        int hostPort = run.hostPorts.get(port.containerPort());
        if (run.ready) {
          service.add(hostPort);
        } else {
          service.remove(hostPort);
        }
      }
    }
  }

  private void withdraw(Run run) {
    surroundings
        .services()
        .values()
        .forEach(service -> run.hostPorts.values().forEach(service::remove));
  }

  /**
   * As a kubelet asks: by the readiness probe; a container without one is ready once it runs, here
   * once the port answers on which its peers rely.
   */
  private static boolean answers(PodProgram program, Container container, Run run) {
    var readiness = container.getReadinessProbe();
    HTTPGetAction get = readiness == null ? null : readiness.getHttpGet();
    if (get == null) {
      return program.ports().stream()
          .filter(port -> !port.peer().isEmpty())
          .allMatch(port -> isListening(run.hostPorts.get(port.containerPort())));
    }
    int containerPort =
        get.getPort().getIntVal() != null
            ? get.getPort().getIntVal()
            : container.getPorts().stream()
                .filter(port -> get.getPort().getStrVal().equals(port.getName()))
                .mapToInt(port -> port.getContainerPort())
                .findFirst()
                .orElse(0);
    Integer hostPort = run.hostPorts.get(containerPort);
    if (hostPort == null) {
      throw new LabException(
          "container %s is probed on port %d, which the lab's program table does not know"
              .formatted(container.getName(), containerPort));
    }
    return isHealthy(URI.create("http://127.0.0.1:%d%s".formatted(hostPort, get.getPath())));
  }

  private static boolean isListening(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isHealthy(URI address) {
    try {
      var connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(2000);
      try {
        return connection.getResponseCode() < 400;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  private void reportContainers() {
    var states = new LinkedHashMap<String, State>();
    for (Container container : pod.getSpec().getContainers()) {
      Run run = runs.get(container.getName());
      if (run != null) {
        states.put(container.getName(), new State.Running(run.since, run.ready));
      } else if (programOf(container.getName()).isPresent()) {
        states.put(
            container.getName(),
            new State.Waiting("CrashLoopBackOff", "the program ended; see its log"));
      } else {
        states.put(container.getName(), new State.Running(startOf(pod), true));
      }
    }
    send(true, states);
  }

  private static Instant startOf(Pod pod) {
    return Instant.parse(pod.getMetadata().getCreationTimestamp());
  }

  private void report(State state) {
    var states = new LinkedHashMap<String, State>();
    pod.getSpec().getContainers().forEach(container -> states.put(container.getName(), state));
    send(false, states);
  }

  private void send(boolean isInitialized, Map<String, State> states) {
    String summary = isInitialized + " " + states + " " + restarts;
    if (summary.equals(lastPatch)) {
      return;
    }
    surroundings
        .client()
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            PodStatusPatch.of(pod, isInitialized, states, restarts));
    lastPatch = summary;
  }

  private String describe() {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  private final class NamespaceSource implements PodConfiguration.Source {
    @Override
    public Optional<ConfigMap> configMap(String name) {
      return Optional.ofNullable(
          surroundings
              .client()
              .configMaps()
              .inNamespace(pod.getMetadata().getNamespace())
              .withName(name)
              .get());
    }

    @Override
    public Optional<Secret> secret(String name) {
      return Optional.ofNullable(
          surroundings
              .client()
              .secrets()
              .inNamespace(pod.getMetadata().getNamespace())
              .withName(name)
              .get());
    }
  }
}
