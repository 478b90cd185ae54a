package platform.stories.harness;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import platform.model.capacity.Profile;

/**
 * How Argo CD's pods share the two bootstrap nodes. Those that went to one while the other was away
 * stay there, and the workloads' room with them, until somebody does what docs/operations.md says.
 */
public final class ArgoCdSpread {
  private static final String NAMESPACE = "argocd";
  private static final String NAME = "app.kubernetes.io/name";

  /** In this order; without a repo-server for a moment the Applications might not be generated. */
  private static final List<String> RESTARTED =
      List.of("argocd-server", "argocd-applicationset-controller");

  private static final int PATIENCE_SECONDS = 90;

  private ArgoCdSpread() {}

  /** Restarts what then goes to the emptier node, until that has at most one pod less. */
  public static void rebalance(KubernetesClient client) {
    for (String name : RESTARTED) {
      var pods = podsByNode(client);
      String fuller = fullest(pods);
      long least = pods.values().stream().mapToLong(List::size).min().orElse(0);
      if (pods.size() < 2 || pods.get(fuller).size() - least <= 1) {
        return;
      }
      if (pods.get(fuller).stream().anyMatch(pod -> isOf(name, pod))) {
        Steps.step("restart %s, away from %s".formatted(name, fuller), () -> restart(client, name));
      }
    }
  }

  private static void restart(KubernetesClient client, String name) {
    var deployment = client.apps().deployments().inNamespace(NAMESPACE).withName(name);
    long restarted = deployment.rolling().restart().getMetadata().getGeneration();
    try {
      deployment.waitUntilCondition(
          found -> isRolledOut(found, restarted), PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (KubernetesClientTimeoutException late) {
      throw new AssertionError(
          "Deployment %s is not rolled out %d s after it was restarted: %s"
              .formatted(name, PATIENCE_SECONDS, deployment.get().getStatus()),
          late);
    }
  }

  private static boolean isRolledOut(Deployment deployment, long generation) {
    var status = deployment.getStatus();
    return status.getObservedGeneration() >= generation
        && deployment.getSpec().getReplicas().equals(status.getReplicas())
        && status.getReplicas().equals(status.getUpdatedReplicas())
        && status.getReplicas().equals(status.getAvailableReplicas());
  }

  private static String fullest(Map<String, List<Pod>> pods) {
    return pods.entrySet().stream()
        .max(Comparator.comparing(node -> node.getValue().size()))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static boolean isOf(String name, Pod pod) {
    return name.equals(pod.getMetadata().getLabels().get(NAME));
  }

  /** Argo CD's pods that are to stay, by each bootstrap node that takes pods. */
  private static Map<String, List<Pod>> podsByNode(KubernetesClient client) {
    var pods = client.pods().inNamespace(NAMESPACE).list().getItems();
    return client.nodes().withLabel(Profile.KEY, "managed-on-demand").list().getItems().stream()
        .filter(ArgoCdSpread::takesPods)
        .map(node -> node.getMetadata().getName())
        .collect(
            Collectors.toMap(
                node -> node,
                node ->
                    pods.stream()
                        .filter(pod -> node.equals(pod.getSpec().getNodeName()))
                        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                        .filter(pod -> !isOver(pod))
                        .toList(),
                (one, other) -> one,
                TreeMap::new));
  }

  private static boolean takesPods(Node node) {
    return !Boolean.TRUE.equals(node.getSpec().getUnschedulable())
        && node.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private static boolean isOver(Pod pod) {
    return List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
  }
}
