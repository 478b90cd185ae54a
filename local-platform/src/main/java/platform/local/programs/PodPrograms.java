package platform.local.programs;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.FreePorts;
import platform.local.process.LabException;

/**
 * Runs the real programs of simulated pods, as the kubelets of their nodes would, and keeps pods
 * whose configuration is missing from running. All other pods are kwok's.
 */
public final class PodPrograms implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodPrograms.class);

  private final ProgramTable table;
  private final ScheduledExecutorService kubelet =
      Executors.newScheduledThreadPool(4, work -> daemon(work, "kubelet"));
  private final ExecutorService connections =
      Executors.newCachedThreadPool(work -> daemon(work, "service"));
  private final Map<String, ServiceForwarder> services = new HashMap<>();
  private final Map<String, PodLife> lives = new ConcurrentHashMap<>();
  private final PodLife.Surroundings surroundings;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<Node> nodes;
  private volatile boolean closed;

  private PodPrograms(
      KubernetesClient client,
      ProgramTable table,
      Border border,
      FreePorts ports,
      Path folder,
      Path logs) {
    this.table = table;
    for (String peer : table.peers()) {
      services.put(peer, new ServiceForwarder(peer, ports.next(), connections));
    }
    surroundings =
        new PodLife.Surroundings(client, table, border, Map.copyOf(services), ports, folder, logs);
    pods = client.pods().inAnyNamespace().inform(new PodEvents());
    nodes = client.nodes().inform(new NodeEvents());
  }

  private static Thread daemon(Runnable work, String name) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Starts to look after pods; each program's files lie below {@code folder}. */
  public static PodPrograms start(
      KubernetesClient client,
      ProgramTable table,
      Border border,
      FreePorts ports,
      Path folder,
      Path logs) {
    return new PodPrograms(client, table, border, ports, folder, logs);
  }

  /** The programs that run right now, sorted by pod. */
  public List<RunningProgram> running() {
    var all = new ArrayList<RunningProgram>();
    lives.values().forEach(life -> all.addAll(life.running()));
    all.sort(
        java.util.Comparator.comparing(RunningProgram::namespace)
            .thenComparing(RunningProgram::pod)
            .thenComparing(RunningProgram::name));
    return all;
  }

  /** Where peers reach a program, host and port, however often its pod is replaced. */
  public String address(String peer) {
    ServiceForwarder service = services.get(peer);
    if (service == null) {
      throw new LabException("no program is known as %s; known: %s".formatted(peer, table.peers()));
    }
    return service.address();
  }

  /** Ends a pod's programs as a crash would. */
  public void crash(String podUid) {
    PodLife life = lives.get(podUid);
    if (life == null) {
      throw new LabException("no program runs for the pod with uid " + podUid);
    }
    life.crash();
  }

  private boolean isMine(Pod pod) {
    return PodConfiguration.needsConfiguration(pod)
        || pod.getSpec().getContainers().stream()
            .anyMatch(
                container ->
                    table.mainImages().contains(ProgramTable.repositoryOf(container.getImage())));
  }

  private void step(PodLife life) {
    try {
      life.step(() -> soon(life, Duration.ZERO)).ifPresent(delay -> soon(life, delay));
    } catch (RuntimeException e) {
      LOG.error("a pod's programs can't be looked after; tried again in a second", e);
      soon(life, Duration.ofSeconds(1));
    }
  }

  private void soon(PodLife life, Duration delay) {
    if (closed) {
      return;
    }
    // Only the newest appointment counts: otherwise each event would start a series of its own.
    long appointment = life.nextAppointment();
    try {
      kubelet.schedule(
          () -> {
            if (life.isNewest(appointment)) {
              step(life);
            }
          },
          delay.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the lab is stopping");
    }
  }

  /** Not on the thread of the watch, since a program may take its time to end. */
  private void endSoon(PodLife life) {
    try {
      kubelet.execute(life::end);
    } catch (RejectedExecutionException e) {
      LOG.debug("the lab is stopping");
      life.end();
    }
  }

  private final class PodEvents implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      if (isMine(pod)) {
        var life = new PodLife(surroundings, pod);
        lives.put(pod.getMetadata().getUid(), life);
        soon(life, Duration.ZERO);
      }
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      PodLife life = lives.get(after.getMetadata().getUid());
      if (life == null) {
        return;
      }
      life.update(after);
      boolean wasScheduled = before.getSpec().getNodeName() != null;
      boolean isScheduled = after.getSpec().getNodeName() != null;
      boolean ends = after.getMetadata().getDeletionTimestamp() != null;
      if (wasScheduled != isScheduled || ends) {
        soon(life, Duration.ZERO);
      }
    }

    @Override
    public void onDelete(Pod pod, boolean stateUnknown) {
      PodLife life = lives.remove(pod.getMetadata().getUid());
      if (life != null) {
        endSoon(life);
      }
    }
  }

  private final class NodeEvents implements ResourceEventHandler<Node> {
    @Override
    public void onAdd(Node node) {}

    @Override
    public void onUpdate(Node before, Node after) {}

    @Override
    public void onDelete(Node node, boolean stateUnknown) {
      String name = node.getMetadata().getName();
      lives.values().stream()
          .filter(life -> life.node().equals(java.util.Optional.of(name)))
          .forEach(PodPrograms.this::endSoon);
    }
  }

  @Override
  public void close() {
    closed = true;
    pods.close();
    nodes.close();
    kubelet.shutdown();
    lives.values().parallelStream().forEach(PodLife::end);
    services.values().forEach(ServiceForwarder::close);
    connections.shutdownNow();
    kubelet.shutdownNow();
  }
}
