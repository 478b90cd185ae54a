package platform.local.programs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.TreeMap;
import platform.local.programs.PodStatusPatch.State;

/** Tells the API server how a pod's containers stand, whenever that is not what it told last. */
final class PodStatusReport {
  private final KubernetesClient client;
  private String last = "";

  PodStatusReport(KubernetesClient client) {
    this.client = client;
  }

  /** No container is started, all for the same reason. */
  void waiting(Pod pod, State.Waiting reason, Map<String, Integer> restarts) {
    var states = new TreeMap<String, State>();
    for (Container container : pod.getSpec().getContainers()) {
      states.put(container.getName(), reason);
    }
    send(pod, false, states, restarts);
  }

  /**
   * The init containers are done.
   *
   * @param states by container name; one state for every container of the pod
   * @param restarts by container name
   */
  void initialized(Pod pod, Map<String, State> states, Map<String, Integer> restarts) {
    send(pod, true, new TreeMap<>(states), restarts);
  }

  private void send(
      Pod pod, boolean initialized, TreeMap<String, State> states, Map<String, Integer> restarts) {
    String summary = initialized + " " + states + " " + restarts;
    if (summary.equals(last)) {
      return;
    }
    client
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            PodStatusPatch.of(pod, initialized, states, restarts));
    last = summary;
  }
}
