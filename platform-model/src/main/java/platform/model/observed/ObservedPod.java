package platform.model.observed;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pod as the API server showed it.
 *
 * @param ownerKind the kind of the topmost object that controls it (Deployment, not ReplicaSet;
 *     CronJob, not Job); {@code Pod} if nothing does
 * @param node the node it is bound to
 * @param phase as the API has it, {@code Pending} to {@code Failed}
 * @param notRunningBecause why it does not run, as the scheduler or the kubelet says
 * @param requests what the scheduler sets aside for it
 * @param priority what it may displace: pods of a lower one
 * @param keepsApart whether it never shares a node with another pod of its owner
 */
public record ObservedPod(
    String namespace,
    String name,
    String ownerKind,
    String ownerName,
    Optional<String> node,
    String phase,
    boolean ready,
    SortedMap<String, String> labels,
    SortedMap<String, String> nodeSelector,
    List<Toleration> tolerations,
    Optional<String> notRunningBecause,
    Resources requests,
    int priority,
    boolean keepsApart) {
  public ObservedPod {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    nodeSelector = Collections.unmodifiableSortedMap(new TreeMap<>(nodeSelector));
    tolerations = List.copyOf(tolerations);
  }

  /** How messages name the pod. */
  public String qualifiedName() {
    return namespace + "/" + name;
  }

  public boolean isRunning() {
    return phase.equals("Running") && ready;
  }

  public boolean hasSucceeded() {
    return phase.equals("Succeeded");
  }

  /** Whether it belongs to a node rather than to a choice of nodes. */
  public boolean isDaemon() {
    return ownerKind.equals("DaemonSet") || ownerKind.equals("Node");
  }
}
