package platform.local.observation;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import platform.local.process.LabException;
import platform.local.process.Stopwatch;
import platform.model.observed.ObservedPlatform;

/**
 * What the API server shows, kept up to date by watches and handed out as immutable snapshots. It
 * knows nothing of what was promised.
 */
public final class ClusterObservation implements AutoCloseable {
  private static final Map<String, ResourceDefinitionContext> CUSTOM_KINDS =
      Map.of(
          "applications.argoproj.io", kind("argoproj.io", "v1alpha1", "Application", true),
          "applicationsets.argoproj.io", kind("argoproj.io", "v1alpha1", "ApplicationSet", true),
          "nodepools.karpenter.sh", kind("karpenter.sh", "v1", "NodePool", false),
          "nodeclaims.karpenter.sh", kind("karpenter.sh", "v1", "NodeClaim", false),
          "ec2nodeclasses.karpenter.k8s.aws",
              new ResourceDefinitionContext.Builder()
                  .withGroup("karpenter.k8s.aws")
                  .withVersion("v1")
                  .withKind("EC2NodeClass")
                  .withPlural("ec2nodeclasses")
                  .build());

  private final KubernetesClient client;
  private final HourlyPrice prices;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long changes;
  private volatile Optional<String> hopeless = Optional.empty();

  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<ReplicaSet> replicaSets;
  private final SharedIndexInformer<Job> jobs;
  private final List<SharedIndexInformer<CustomResourceDefinition>> definitions = new ArrayList<>();
  private final Map<String, SharedIndexInformer<GenericKubernetesResource>> custom =
      new ConcurrentHashMap<>();

  private ClusterObservation(KubernetesClient client, HourlyPrice prices) {
    this.client = client;
    this.prices = prices;
    nodes = client.nodes().inform(new Changes<>());
    pods = client.pods().inAnyNamespace().inform(new Changes<>());
    replicaSets = client.apps().replicaSets().inAnyNamespace().inform(new Changes<>());
    jobs = client.batch().v1().jobs().inAnyNamespace().inform(new Changes<>());
    // One watch a definition: all of them together hold tens of megabytes of schemas.
    for (String name : CUSTOM_KINDS.keySet()) {
      definitions.add(
          client
              .apiextensions()
              .v1()
              .customResourceDefinitions()
              .withName(name)
              .inform(new Definitions()));
    }
  }

  /** Starts to watch; kinds that are not defined yet are watched from when they are. */
  public static ClusterObservation start(KubernetesClient client, HourlyPrice prices) {
    return new ClusterObservation(client, prices);
  }

  private static ResourceDefinitionContext kind(
      String group, String version, String kind, boolean namespaced) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(kind.toLowerCase(java.util.Locale.ROOT) + "s")
        .withNamespaced(namespaced)
        .build();
  }

  /** What is there now. */
  public ObservedPlatform snapshot() {
    var owners = new Owners(replicaSets.getStore().list(), jobs.getStore().list());
    return new ObservedPlatform(
        Instant.now(),
        nodes.getStore().list().stream().map(node -> Observed.node(node, prices)).toList(),
        // A pod that is being deleted has left as far as promises go.
        pods.getStore().list().stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .map(pod -> Observed.pod(pod, owners))
            .toList(),
        stored("applications.argoproj.io").map(Observed::application).toList(),
        stored("applicationsets.argoproj.io").map(Observed::applicationSet).toList(),
        Stream.of(
                "nodepools.karpenter.sh",
                "nodeclaims.karpenter.sh",
                "ec2nodeclasses.karpenter.k8s.aws")
            .flatMap(this::stored)
            .map(Observed::object)
            .toList());
  }

  private Stream<GenericKubernetesResource> stored(String definition) {
    SharedIndexInformer<GenericKubernetesResource> informer = custom.get(definition);
    return informer == null ? Stream.of() : informer.getStore().list().stream();
  }

  /**
   * Waits until an answer can be given, looking again whenever something has changed.
   *
   * @param question asked of each snapshot; empty means not yet
   * @return the answer, empty if there was none in time
   * @throws LabException at once, if meanwhile or before the wait was {@linkplain #giveUp given up}
   */
  public <T> Optional<T> await(
      Function<ObservedPlatform, Optional<T>> question, Duration patience) {
    Stopwatch waited = Stopwatch.start();
    while (true) {
      long seen = changeCount();
      Optional<T> answer = question.apply(snapshot());
      if (answer.isPresent()) {
        return answer;
      }
      hopeless.ifPresent(
          reason -> {
            throw new LabException(reason);
          });
      if (!awaitChange(seen, waited.leftOf(patience))) {
        return Optional.empty();
      }
    }
  }

  /**
   * Ends this and every later wait, since what is waited for can't come; the first reason stays.
   */
  public void giveUp(String reason) {
    lock.lock();
    try {
      if (hopeless.isEmpty()) {
        hopeless = Optional.of(reason);
      }
    } finally {
      lock.unlock();
    }
    somethingChanged();
  }

  /** How much has changed so far, for {@link #awaitChange}. */
  long changeCount() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /** False if nothing has changed within the time. */
  boolean awaitChange(long seen, Duration patience) {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (changes == seen) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      // Changes come in bursts; one look at the end of a burst is enough.
      changed.await(20, TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting for the cluster", e);
    } finally {
      lock.unlock();
    }
  }

  private void somethingChanged() {
    lock.lock();
    try {
      changes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private class Changes<T> implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      somethingChanged();
    }

    @Override
    public void onUpdate(T before, T after) {
      somethingChanged();
    }

    @Override
    public void onDelete(T object, boolean stateUnknown) {
      somethingChanged();
    }
  }

  private final class Definitions extends Changes<CustomResourceDefinition> {
    @Override
    public void onAdd(CustomResourceDefinition definition) {
      watchIfEstablished(definition);
    }

    @Override
    public void onUpdate(CustomResourceDefinition before, CustomResourceDefinition after) {
      watchIfEstablished(after);
    }

    private void watchIfEstablished(CustomResourceDefinition definition) {
      boolean established =
          definition.getStatus() != null
              && definition.getStatus().getConditions() != null
              && definition.getStatus().getConditions().stream()
                  .anyMatch(
                      condition ->
                          condition.getType().equals("Established")
                              && condition.getStatus().equals("True"));
      if (established) {
        custom.computeIfAbsent(
            ((HasMetadata) definition).getMetadata().getName(),
            name -> watched(CUSTOM_KINDS.get(name)));
        somethingChanged();
      }
    }

    /**
     * Tried until it answers: a definition is established a moment before its kind is served, and
     * who calls here would not hear of a failure.
     */
    private SharedIndexInformer<GenericKubernetesResource> watched(ResourceDefinitionContext kind) {
      var informer = client.genericKubernetesResources(kind).inAnyNamespace().runnableInformer(0);
      informer.addEventHandler(new Changes<>());
      informer.exceptionHandler((started, failure) -> true);
      informer.start();
      return informer;
    }
  }

  @Override
  public void close() {
    definitions.forEach(SharedIndexInformer::close);
    custom.values().forEach(SharedIndexInformer::close);
    Stream.of(nodes, pods, replicaSets, jobs).forEach(SharedIndexInformer::close);
  }
}
