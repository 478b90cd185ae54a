package platform.stories.harness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/**
 * The syncs that Argo CD tries again while it is watched. An Application holds only its last
 * operation, so that one which came right in the end no longer tells.
 *
 * <p>Of the root only the last operation counts: it comes with its own project, which Argo CD may
 * not know yet when it first looks.
 */
final class SyncRetries implements ResourceEventHandler<GenericKubernetesResource>, AutoCloseable {
  private static final String ROOT = "platform";

  private final ConcurrentSkipListSet<String> seen = new ConcurrentSkipListSet<>();
  private final SharedIndexInformer<GenericKubernetesResource> informer;

  private SyncRetries(KubernetesClient client) {
    informer =
        client
            .genericKubernetesResources(ArgoCdDeeds.APPLICATION)
            .inNamespace("argocd")
            .inform(this);
  }

  /** From now on. */
  static SyncRetries watch(KubernetesClient client) {
    return new SyncRetries(client);
  }

  /** A sentence for each Application and message; empty if each sync came right at once. */
  List<String> all() {
    return Stream.concat(
            seen.stream(),
            informer.getStore().list().stream()
                .filter(SyncRetries::isRoot)
                .filter(SyncRetries::wasTriedAgain)
                .map(SyncRetries::sentence))
        .toList();
  }

  private static boolean isRoot(GenericKubernetesResource application) {
    return application.getMetadata().getName().equals(ROOT);
  }

  private static boolean wasTriedAgain(GenericKubernetesResource application) {
    return application.get("status", "operationState", "retryCount") != null;
  }

  private static String sentence(GenericKubernetesResource application) {
    String message = application.get("status", "operationState", "message");
    return "%s was tried again: %s".formatted(application.getMetadata().getName(), message);
  }

  @Override
  public void onAdd(GenericKubernetesResource application) {
    if (!isRoot(application) && wasTriedAgain(application)) {
      seen.add(sentence(application));
    }
  }

  @Override
  public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource application) {
    onAdd(application);
  }

  @Override
  public void onDelete(GenericKubernetesResource application, boolean stateUnknown) {
    // What is gone has said all that it had to.
  }

  @Override
  public void close() {
    informer.close();
  }
}
