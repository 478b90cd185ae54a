package platform.local.programs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

  /** What all pods share. */
  record Surroundings(
      KubernetesClient client,
      ProgramTable table,
      Border border,
      Map<String, ServiceForwarder> services,
      FreePorts ports,
      Path folder,
      Path logs) {}

  private final Surroundings surroundings;
  private final PodStatusReport status;
  private final Stopwatch lived = Stopwatch.start();
  private final Restarts restarts = new Restarts();
  private final Map<String, ContainerRun> runs = new LinkedHashMap<>();
  private final AtomicLong appointments = new AtomicLong();
  private volatile Optional<HostProcess> initProgram = Optional.empty();

  /** Read and replaced without a lock: the watch must never wait for a step. */
  private volatile Pod pod;

  private volatile boolean over;
  private boolean initialized;

  PodLife(Surroundings surroundings, Pod pod) {
    this.surroundings = surroundings;
    this.status = new PodStatusReport(surroundings.client());
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
    runs.values().forEach(ContainerRun::stop);
    runs.clear();
  }

  /** Ends the pod's programs as a crash would; the next step starts them again. */
  synchronized void crash() {
    runs.values().forEach(run -> run.process().kill());
  }

  synchronized List<RunningProgram> running() {
    return runs.values().stream().map(run -> run.describe(pod)).toList();
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
    } catch (PodConfiguration.ConfigurationException e) {
      sayWaiting(new State.Waiting("CreateContainerConfigError", e.getMessage()));
      return Optional.of(SOON);
    } catch (LabException e) {
      sayWaiting(new State.Waiting("CreateContainerError", e.getMessage()));
      return Optional.of(Duration.ofSeconds(1));
    }
  }

  private boolean hasEnded() {
    String phase = pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  private Optional<Duration> live(Runnable wakeUp)
      throws PodConfiguration.ConfigurationException, IOException {
    var configuration = new PodConfiguration(pod, new PodObjects(surroundings.client(), pod));
    if (!initialized) {
      folder().prepare(surroundings.border(), configuration);
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
    if (runs.isEmpty() && restarts.counts().isEmpty()) {
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
      throws PodConfiguration.ConfigurationException {
    HostProcess process = start(program, container, configuration, Map.of()).process();
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
        sayWaiting(new State.Waiting("Init:Error", reason));
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
      throws PodConfiguration.ConfigurationException {
    String name = container.getName();
    ContainerRun run = runs.get(name);
    if (run != null && run.process().isAlive()) {
      run.probe();
      return run.isReady();
    }
    if (run != null) {
      run.withdraw();
      runs.remove(name);
      restarts.ended(name, lived.elapsed());
      LOG.info("{}: {} ended; its last line: {}", describe(), name, run.process().lastLogLines(1));
    }
    if (!restarts.mayStart(name, lived.elapsed())) {
      return false;
    }
    var hostPorts = new TreeMap<Integer, Integer>();
    for (Port port : program.ports()) {
      hostPorts.put(port.containerPort(), surroundings.ports().next());
    }
    ContainerRun started = start(program, container, configuration, hostPorts);
    runs.put(name, started);
    started.process().ended().thenRun(wakeUp);
    return false;
  }

  private ContainerRun start(
      PodProgram program,
      Container container,
      PodConfiguration configuration,
      Map<Integer, Integer> hostPorts)
      throws PodConfiguration.ConfigurationException {
    ProgramLaunch launch =
        new ProgramLaunch.Maker(folder(), surroundings.border(), surroundings.services())
            .of(program, container, configuration, hostPorts);
    String log =
        program.stage() == Stage.INIT
            ? pod.getMetadata().getName() + "-" + container.getName()
            : pod.getMetadata().getName();
    HostProcess process =
        HostProcess.start(log, launch.command(), launch.environment(), surroundings.logs());
    return new ContainerRun(
        program, container, launch, hostPorts, surroundings.services(), process);
  }

  private PodFolder folder() {
    String name = pod.getMetadata().getNamespace() + "_" + pod.getMetadata().getName();
    return new PodFolder(surroundings.folder().resolve(name), pod);
  }

  private void reportContainers() {
    var states = new LinkedHashMap<String, State>();
    for (Container container : pod.getSpec().getContainers()) {
      ContainerRun run = runs.get(container.getName());
      if (run != null) {
        states.put(container.getName(), run.state());
      } else if (programOf(container.getName()).isPresent()) {
        states.put(
            container.getName(),
            new State.Waiting("CrashLoopBackOff", "the program ended; see its log"));
      } else {
        states.put(container.getName(), new State.Running(startOf(pod), true));
      }
    }
    status.initialized(pod, states, restarts.counts());
  }

  private static Instant startOf(Pod pod) {
    return Instant.parse(pod.getMetadata().getCreationTimestamp());
  }

  private void sayWaiting(State.Waiting reason) {
    status.waiting(pod, reason, restarts.counts());
  }

  private String describe() {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }
}
