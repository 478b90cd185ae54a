package platform.model.verification;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
  private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1 << 20);

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
    var needed =
        needing.stream().map(ObservedPod::requests).reduce(Resources.NONE, Resources::plus);
    var offered = node.allocatable();
    var excess = new ArrayList<String>();
    if (needed.memoryBytes() > offered.memoryBytes()) {
      excess.add(
          "%s of memory, it offers %s"
              .formatted(mebibytes(needed.memoryBytes()), mebibytes(offered.memoryBytes())));
    }
    if (needed.cpu().compareTo(offered.cpu()) > 0) {
      excess.add("%s of CPU, it offers %s".formatted(cores(needed.cpu()), cores(offered.cpu())));
    }
    if (excess.isEmpty()) {
      return List.of();
    }
    return List.of(
        Finding.error(
            id(),
            "if node %s alone is left, the platform's pods request %s: %s"
                .formatted(Placement.describe(node), String.join(" and ", excess), sums(needing)),
            "lower a request to what was measured, or set a larger bootstrapInstanceType;"
                + " the sum is explained in docs/decisions/0008-bootstrap-fit.md"));
  }

  private static String sums(List<ObservedPod> pods) {
    Map<String, Resources> byOwner = new TreeMap<>();
    pods.forEach(pod -> byOwner.merge(owner(pod), pod.requests(), Resources::plus));
    return byOwner.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, Resources> each) -> each.getValue().memoryBytes())
                .reversed()
                .thenComparing(Map.Entry::getKey))
        .map(
            each ->
                "%s %s %s"
                    .formatted(
                        each.getKey(),
                        mebibytes(each.getValue().memoryBytes()),
                        cores(each.getValue().cpu())))
        .collect(Collectors.joining(", "));
  }

  private static String owner(ObservedPod pod) {
    return pod.namespace() + "/" + pod.ownerName();
  }

  private static ObservedPod larger(ObservedPod one, ObservedPod other) {
    return one.requests().memoryBytes() >= other.requests().memoryBytes() ? one : other;
  }

  private static String mebibytes(long bytes) {
    return BigDecimal.valueOf(bytes).divide(MEBIBYTE).stripTrailingZeros().toPlainString() + "Mi";
  }

  private static String cores(BigDecimal cores) {
    return cores.movePointRight(3).stripTrailingZeros().toPlainString() + "m";
  }
}
