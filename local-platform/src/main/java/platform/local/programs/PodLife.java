package platform.local.programs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.FreePorts;
import platform.local.process.HostProcess;
import platform.local.process.LabException;
import platform.local.process.Stopwatch;
import platform.local.programs.PodProgram.Port;
import platform.local.programs.PodProgram.Stage;
import platform.local.programs.PodStatusPatch.State;

/**
 * The kubelet's care for one pod: configuration, init containers, programs, probes, restarts and
 * status. {@link #step} does what is due and says when it wants to be called again.
 */
final class PodLife {
  private static final Logger LOG = LoggerFactory.getLogger(PodLife.class);
  private static final Duration SOON = Duration.ofMillis(250);
  private static final Duration PROBE_PERIOD = Duration.ofSeconds(2);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);

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
    final ProgramLaunch launch;
    boolean ready;

    Run(HostProcess process, Map<Integer, Integer> hostPorts, ProgramLaunch launch) {
      this.process = process;
      this.hostPorts = hostPorts;
      this.launch = launch;
    }
  }

  private final Surroundings surroundings;
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final Map<String, Integer> restarts = new HashMap<>();
  private final Map<String, Stopwatch> sinceEnd = new HashMap<>();
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
                                run.launch.command(),
                                run.launch.environment(),
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
      folder().prepare(surroundings.client(), surroundings.border(), configuration);
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
      restarts.merge(name, 1, Integer::sum);
      sinceEnd.put(name, Stopwatch.start());
      LOG.info("{}: {} ended; its last line: {}", describe(), name, run.process.lastLogLines(1));
    }
    if (sinceEnd.containsKey(name) && !sinceEnd.get(name).isOver(backOff(restarts.get(name)))) {
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
    ProgramLaunch launch =
        new ProgramLaunch.Maker(folder(), surroundings.border(), surroundings.services())
            .of(program, container, configuration, hostPorts);
    String log =
        program.stage() == Stage.INIT
            ? pod.getMetadata().getName() + "-" + container.getName()
            : pod.getMetadata().getName();
    HostProcess process =
        HostProcess.start(log, launch.command(), launch.environment(), surroundings.logs());
    return new Run(process, hostPorts, launch);
  }

  private PodFolder folder() {
    String name = pod.getMetadata().getNamespace() + "_" + pod.getMetadata().getName();
    return new PodFolder(surroundings.folder().resolve(name), pod);
  }

  private void probe(PodProgram program, Container container, Run run) {
    boolean was = run.ready;
    run.ready = ReadinessProbe.answers(program, container, run.hostPorts);
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
