package platform.local.observation;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import platform.model.observed.ObservedPlatform;

/**
 * One look at a cluster, by lists: for who needs to know only how it is now, and may read but not
 * watch.
 *
 * @param applications Argo CD's
 * @param applicationSets Argo CD's, too
 * @param capacity NodePools, NodeClaims and node classes
 */
public record ClusterListing(
    KubernetesClient client,
    List<GenericKubernetesResource> applications,
    List<GenericKubernetesResource> applicationSets,
    List<GenericKubernetesResource> capacity) {
  public ClusterListing {
    applications = List.copyOf(applications);
    applicationSets = List.copyOf(applicationSets);
    capacity = List.copyOf(capacity);
  }

  /** What is there now. Prices are nobody's question here. */
  public ObservedPlatform observe() {
    HourlyPrice unpriced = (instanceType, capacityType, zone) -> java.math.BigDecimal.ZERO;
    var owners =
        new Owners(
            client.apps().replicaSets().inAnyNamespace().list().getItems(),
            client.batch().v1().jobs().inAnyNamespace().list().getItems());
    return new ObservedPlatform(
        Instant.now(),
        client.nodes().list().getItems().stream()
            .map(node -> Observed.node(node, unpriced))
            .toList(),
        // A pod that is being deleted has left as far as promises go.
        client.pods().inAnyNamespace().list().getItems().stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .map(pod -> Observed.pod(pod, owners))
            .toList(),
        applications.stream().map(Observed::application).toList(),
        applicationSets.stream().map(Observed::applicationSet).toList(),
        capacity.stream().map(Observed::object).toList());
  }
}
