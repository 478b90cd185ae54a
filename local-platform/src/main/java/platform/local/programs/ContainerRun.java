package platform.local.programs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import platform.local.process.HostProcess;
import platform.local.programs.PodProgram.Port;
import platform.local.programs.PodStatusPatch.State;

/** A container's program while it lives, and what is left of it when it has ended. */
final class ContainerRun {
  private final PodProgram program;
  private final Container container;
  private final ProgramLaunch launch;
  private final Map<Integer, Integer> hostPorts;
  private final Map<String, ServiceForwarder> services;
  private final HostProcess process;
  private final Instant since = Instant.now();
  private boolean ready;

  /**
   * @param hostPorts port of the container to port on the host
   * @param services by the name under which peers reach a program
   */
  ContainerRun(
      PodProgram program,
      Container container,
      ProgramLaunch launch,
      Map<Integer, Integer> hostPorts,
      Map<String, ServiceForwarder> services,
      HostProcess process) {
    this.program = program;
    this.container = container;
    this.launch = launch;
    this.hostPorts = Map.copyOf(hostPorts);
    this.services = services;
    this.process = process;
  }

  HostProcess process() {
    return process;
  }

  boolean isReady() {
    return ready;
  }

  State state() {
    return new State.Running(since, ready);
  }

  /** Asks the program whether it is ready; its peers are led to it only while it is. */
  void probe() {
    boolean was = ready;
    ready = ReadinessProbe.answers(program, container, hostPorts);
    if (ready == was) {
      return;
    }
    for (Port port : program.ports()) {
      if (!port.peer().isEmpty()) {
        ServiceForwarder service = services.get(port.peer());
        int hostPort = hostPorts.get(port.containerPort());
        if (ready) {
          service.add(hostPort);
        } else {
          service.remove(hostPort);
        }
      }
    }
  }

  /** Its peers are no longer led to it. */
  void withdraw() {
    services.values().forEach(service -> hostPorts.values().forEach(service::remove));
  }

  void stop() {
    withdraw();
    process.close();
  }

  RunningProgram describe(Pod pod) {
    return new RunningProgram(
        program.name(),
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        pod.getSpec().getNodeName(),
        process.pid(),
        process.residentMebibytes(),
        new TreeMap<>(hostPorts),
        launch.command(),
        launch.environment(),
        process.log(),
        ready);
  }
}
