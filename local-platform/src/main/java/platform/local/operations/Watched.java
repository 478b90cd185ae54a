package platform.local.operations;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import platform.local.process.Deadline;
import platform.local.process.LabException;

/** Objects of a few kinds, kept up to date by watches. */
final class Watched implements AutoCloseable {
  /** A watch tells of changes; time itself changes ages and deadlines. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final Semaphore changes = new Semaphore(0);
  private final Map<ResourceDefinitionContext, SharedIndexInformer<GenericKubernetesResource>>
      informers = new LinkedHashMap<>();

  private Watched() {}

  /** Starts to watch, and returns when everything that is there has been listed. */
  static Watched start(Cluster cluster, List<ResourceDefinitionContext> kinds) {
    var watched = new Watched();
    try {
      for (ResourceDefinitionContext kind : kinds) {
        watched.informers.put(
            kind,
            cluster.ask(
                () ->
                    cluster
                        .client()
                        .genericKubernetesResources(kind)
                        .inAnyNamespace()
                        .inform(watched.new Changes())));
      }
      return watched;
    } catch (RuntimeException e) {
      watched.close();
      throw e;
    }
  }

  List<GenericKubernetesResource> all(ResourceDefinitionContext kind) {
    return informers.get(kind).getStore().list();
  }

  Optional<GenericKubernetesResource> find(ResourceDefinitionContext kind, String name) {
    return all(kind).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst();
  }

  /**
   * Asks now, after each change, and every few seconds.
   *
   * @return the first answer that is not empty, or empty if there was none in time
   */
  <T> Optional<T> await(Supplier<Optional<T>> question, Duration patience) {
    Deadline deadline = Deadline.after(patience);
    while (true) {
      changes.drainPermits();
      Optional<T> answer = question.get();
      Duration left = deadline.left();
      if (answer.isPresent() || left.isNegative() || left.isZero()) {
        return answer;
      }
      awaitChange(left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
    }
  }

  private void awaitChange(Duration patience) {
    try {
      changes.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting for the cluster", e);
    }
  }

  private final class Changes implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource object) {
      changes.release();
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
      changes.release();
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean stateUnknown) {
      changes.release();
    }
  }

  @Override
  public void close() {
    informers.values().forEach(SharedIndexInformer::close);
  }
}
