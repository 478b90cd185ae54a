package platform.local.machines;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.aws.InstanceLaunch;
import platform.local.aws.InstanceTypeShape;
import platform.local.aws.RunningInstance;
import platform.local.aws.SimulatedAws;
import platform.local.process.LabException;

/**
 * Turns the account's running instances into Nodes: a machine boots, registers as its user data
 * says, and its Node goes when the instance ends, as the cloud's node controller has it.
 */
public final class Machines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Machines.class);

  /** The account tells of changes; this finds what no call through its endpoint told. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final String UNREACHABLE = "unreachable";
  private static final int LEASE_SECONDS = 40;
  private static final Duration FIRST_RETRY = Duration.ofMillis(250);
  private static final Duration LAST_RETRY = Duration.ofSeconds(5);

  private final KubernetesClient kubernetes;
  private final SimulatedAws aws;
  private volatile Duration bootDelay;

  /** One thread, so that nothing below is done twice at once. */
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var thread = new Thread(work, "machines");
            thread.setDaemon(true);
            return thread;
          });

  private final Map<String, RunningInstance> booting = new HashMap<>();
  private final ConcurrentMap<String, Machine> machines = new ConcurrentHashMap<>();
  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private volatile Optional<KeptGroup> kept = Optional.empty();
  private boolean replacing;

  private Machines(KubernetesClient kubernetes, SimulatedAws aws, Duration bootDelay) {
    this.kubernetes = CloudIdentity.of(kubernetes);
    this.aws = aws;
    this.bootDelay = bootDelay;
  }

  /**
   * Begins to turn instances into Nodes.
   *
   * @param bootDelay from an instance's launch to its Node; a real AL2023 machine takes about 30 s
   */
  public static Machines start(KubernetesClient kubernetes, SimulatedAws aws, Duration bootDelay) {
    var machines = new Machines(kubernetes, aws, bootDelay);
    aws.onInstancesChanged(machines::lookSoon);
    machines.clock.scheduleWithFixedDelay(
        machines::look, 0, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    return machines;
  }

  /**
   * Runs the machines of the managed node group, and from then on another for each that ends.
   *
   * @param tell told of each replacement in a sentence
   */
  public void keep(BootstrapGroup group, Consumer<String> tell) {
    group.missing(aws.account(), List.of()).forEach(this::launch);
    // Not before all are launched: the account tells of each, and one is fewer than wanted.
    kept = Optional.of(new KeptGroup(group, tell));
  }

  private record KeptGroup(BootstrapGroup group, Consumer<String> tell) {}

  /**
   * From now on machines take so long from their launch to their Node.
   *
   * @return what it was
   */
  public Duration bootAfter(Duration delay) {
    var before = bootDelay;
    bootDelay = delay;
    return before;
  }

  /** Runs one instance; its Node follows after the boot delay. */
  public String launch(InstanceLaunch launch) {
    return aws.launch(launch);
  }

  /** The machines that have joined the cluster, by node name. */
  public List<Machine> running() {
    return machines.values().stream().sorted(Comparator.comparing(Machine::nodeName)).toList();
  }

  /** Ends a machine at once, as a failing host does. */
  public void end(String instanceId) {
    aws.terminate(instanceId);
  }

  /**
   * Lets a machine fall silent: it runs on, but its Node's lease is renewed no more and its pods
   * are not acted on. The lease is given to nobody rather than the Node taken from kwok, since kwok
   * 0.8.0 goes on renewing a lease that it holds whatever becomes of the Node's annotation.
   */
  public void partition(String instanceId) {
    editLease(
        machine(instanceId).nodeName(),
        lease -> {
          lease.getSpec().setHolderIdentity(UNREACHABLE);
          lease.getSpec().setLeaseDurationSeconds(Integer.MAX_VALUE);
        });
  }

  /** Ends a partition: the machine reports itself ready, and kwok takes its lease up again. */
  public void heal(String instanceId) {
    String nodeName = machine(instanceId).nodeName();
    editLease(
        nodeName,
        lease -> {
          lease.getSpec().setHolderIdentity(null);
          lease.getSpec().setLeaseDurationSeconds(LEASE_SECONDS);
          lease.getSpec().setRenewTime(ZonedDateTime.now());
        });
    kubernetes
        .nodes()
        .withName(nodeName)
        .editStatus(
            node -> {
              node.getStatus().setConditions(NodeObject.conditions(Instant.now()));
              return node;
            });
  }

  private void editLease(String nodeName, Consumer<Lease> change) {
    kubernetes
        .leases()
        .inNamespace("kube-node-lease")
        .withName(nodeName)
        .edit(
            lease -> {
              change.accept(lease);
              return lease;
            });
  }

  private Machine machine(String instanceId) {
    Machine machine = machines.get(instanceId);
    if (machine == null) {
      throw new LabException(
          "no machine with instance id '%s'; machines: %s"
              .formatted(instanceId, running().stream().map(Machine::instanceId).toList()));
    }
    return machine;
  }

  private void lookSoon() {
    later(this::look, Duration.ZERO);
  }

  private void later(Runnable work, Duration delay) {
    try {
      clock.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the machines are stopping", e);
    }
  }

  private void look() {
    try {
      Map<String, RunningInstance> live = new HashMap<>();
      aws.runningInstances().forEach(instance -> live.put(instance.id(), instance));
      for (RunningInstance instance : live.values()) {
        if (!machines.containsKey(instance.id())
            && !ended.contains(instance.id())
            && booting.putIfAbsent(instance.id(), instance) == null) {
          later(() -> join(instance, FIRST_RETRY), bootDelay);
        }
      }
      booting.keySet().retainAll(live.keySet());
      for (String instanceId : new HashSet<>(machines.keySet())) {
        if (!live.containsKey(instanceId)) {
          remove(instanceId);
        }
      }
      kept.ifPresent(group -> replaceLater(group, live.values()));
    } catch (RuntimeException e) {
      LOG.warn("the machines could not be looked over, next try in {}", LOOK_AGAIN, e);
    }
  }

  private void replaceLater(KeptGroup kept, Collection<RunningInstance> live) {
    if (!replacing && !kept.group().missing(aws.account(), live).isEmpty()) {
      replacing = true;
      later(() -> replace(kept), kept.group().replacementDelay());
    }
  }

  private void replace(KeptGroup kept) {
    try {
      for (InstanceLaunch launch : kept.group().missing(aws.account(), aws.runningInstances())) {
        String sentence =
            "node group %s replaces an ended machine by %s: %s in %s"
                .formatted(
                    kept.group().name(), launch(launch), launch.instanceType(), launch.zone());
        LOG.info(sentence);
        kept.tell().accept(sentence);
      }
    } catch (RuntimeException e) {
      LOG.warn("an ended machine can't be replaced yet, next try at the next look", e);
    } finally {
      replacing = false;
    }
  }

  private void join(RunningInstance instance, Duration retry) {
    if (!booting.containsKey(instance.id())) {
      LOG.info("{} ended before it joined the cluster", instance.id());
      return;
    }
    try {
      Optional<String> userData = aws.userData(instance.id());
      if (userData.isEmpty()) {
        booting.remove(instance.id());
        return;
      }
      register(instance, node(instance, userData.get()));
    } catch (LabException e) {
      // Such a machine runs and costs, but never joins: the next look must not boot it again.
      ended.add(instance.id());
      booting.remove(instance.id());
      LOG.error("{} does not join the cluster: {}", instance.id(), e.getMessage(), e);
    } catch (RuntimeException e) {
      LOG.warn(
          "{} can't join the cluster yet, next try in {}: {}", instance.id(), retry, e.toString());
      later(() -> join(instance, longer(retry)), retry);
    }
  }

  private static Duration longer(Duration retry) {
    Duration doubled = retry.multipliedBy(2);
    return doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
  }

  private Node node(RunningInstance instance, String userData) {
    InstanceTypeShape shape =
        aws.instanceTypes()
            .shape(instance.instanceType())
            .orElseThrow(
                () ->
                    new LabException(
                        "unknown instance type '%s'".formatted(instance.instanceType())));
    return NodeObject.of(
        instance,
        shape,
        NodeConfig.parse(userData, instance.id()),
        aws.account().region(),
        "v" + aws.account().kubernetesVersion() + ".0-eks-simulated",
        Instant.now());
  }

  private void register(RunningInstance instance, Node node) {
    try {
      kubernetes.nodes().resource(node).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // A retry after an answer that got lost, or the Node of an earlier owner of the address.
      if (!belongsTo(instance, node.getMetadata().getName())) {
        kubernetes.nodes().withName(node.getMetadata().getName()).delete();
        throw e;
      }
    }
    booting.remove(instance.id());
    machines.put(
        instance.id(),
        new Machine(
            instance.id(),
            node.getMetadata().getName(),
            instance.instanceType(),
            instance.capacityType(),
            instance.zone().name()));
    LOG.info(
        "{} joined as {}: {} {} in {}",
        instance.id(),
        node.getMetadata().getName(),
        instance.capacityType().label(),
        instance.instanceType(),
        instance.zone().name());
  }

  private boolean belongsTo(RunningInstance instance, String nodeName) {
    Node present = kubernetes.nodes().withName(nodeName).get();
    return present != null
        && NodeObject.providerId(instance).equals(present.getSpec().getProviderID());
  }

  private void remove(String instanceId) {
    Machine machine = machines.get(instanceId);
    try {
      Node node = kubernetes.nodes().withName(machine.nodeName()).get();
      boolean isItsOwn =
          node != null
              && node.getSpec().getProviderID() != null
              && node.getSpec().getProviderID().endsWith("/" + instanceId);
      if (isItsOwn && node.getMetadata().getDeletionTimestamp() == null) {
        kubernetes.nodes().withName(machine.nodeName()).delete();
      }
      machines.remove(instanceId);
      LOG.info("{} ended, its Node {} goes", instanceId, machine.nodeName());
    } catch (KubernetesClientException e) {
      LOG.warn(
          "the Node of {} can't be deleted yet, next try in {}: {}",
          instanceId,
          LOOK_AGAIN,
          e.toString());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      if (!clock.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("the machines did not stop within 5 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kubernetes.close();
  }
}
