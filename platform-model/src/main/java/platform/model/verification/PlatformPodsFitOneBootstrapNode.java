package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import platform.model.findings.Finding;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.observed.Resources;
import platform.model.platform.Platform;

/**
 * What the platform needs to go on fits each bootstrap node alone, and workloads give way to it: so
 * the loss of the other node is survived.
 *
 * <p>It counts pods as the API server has them, so charts, defaults and EKS's add-ons are in the
 * sum. Of replicas that keep apart one finds a place; all others come together on what is left.
 */
public final class PlatformPodsFitOneBootstrapNode implements Rule {
  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    var findings = new ArrayList<Finding>();
    var movable = movable(promised, observed);
    for (var node : observed.nodes()) {
      if (node.ready() && Placement.isBootstrap(promised, node)) {
        findings.addAll(compare(node, movable, observed));
      }
    }
    movable.stream()
        .filter(pod -> pod.priority() <= 0)
        .map(
            pod ->
                Finding.error(
                    id(),
                    "pod %s of the platform has priority %d, so no workload gives way to it"
                        .formatted(pod.qualifiedName(), pod.priority()),
                    "give %s %s a priorityClassName above the workloads' 0"
                        .formatted(pod.ownerKind(), pod.ownerName())))
        .forEach(findings::add);
    return findings;
  }

  /** The platform's pods that come to the node that is left. */
  private static List<ObservedPod> movable(Platform promised, ObservedPlatform observed) {
    var apart = new TreeMap<String, ObservedPod>();
    var together = new ArrayList<ObservedPod>();
    for (var pod : observed.pods()) {
      if (!promised.platformNamespaces().contains(pod.namespace())
          || pod.isDaemon()
          || pod.hasSucceeded()) {
        continue;
      }
      if (pod.keepsApart()) {
        apart.merge(owner(pod), pod, PlatformPodsFitOneBootstrapNode::larger);
      } else {
        together.add(pod);
      }
    }
    together.addAll(apart.values());
    return together;
  }

  private List<Finding> compare(
      ObservedNode node, List<ObservedPod> movable, ObservedPlatform observed) {
    var needing = new ArrayList<>(movable);
    observed.pods().stream()
        .filter(ObservedPod::isDaemon)
        .filter(pod -> pod.node().equals(Optional.of(node.name())))
        .forEach(needing::add);
    var needed = new TreeMap<String, Resources>();
    needing.forEach(pod -> needed.merge(owner(pod), pod.requests(), Resources::plus));
    return new Fit(needed, node.allocatable())
            .excess()
            .map(
                excess ->
                    Finding.error(
                        id(),
                        "if node %s alone is left, the platform's pods request %s"
                            .formatted(Placement.describe(node), excess),
                        PlatformRequestsFitOneBootstrapNode.REMEDY))
            .stream()
            .toList();
  }

  private static String owner(ObservedPod pod) {
    return pod.namespace() + "/" + pod.ownerName();
  }

  private static ObservedPod larger(ObservedPod one, ObservedPod other) {
    return one.requests().memoryBytes() >= other.requests().memoryBytes() ? one : other;
  }
}
