package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.platform.Platform;

/** The platform's own pods run, and on bootstrap nodes: what makes nodes must not need them. */
public final class PlatformPodsRunOnBootstrapNodesOnly implements Rule {
  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    var findings = new ArrayList<Finding>();
    for (var pod : observed.pods()) {
      if (!promised.platformNamespaces().contains(pod.namespace()) || pod.isDaemon()) {
        continue;
      }
      if (!pod.isRunning() && !pod.hasSucceeded()) {
        findings.add(notRunning(pod));
      }
      observed
          .nodeOf(pod)
          .filter(node -> !Placement.isBootstrap(promised, node))
          .ifPresent(
              node ->
                  findings.add(
                      Finding.error(
                          id(),
                          "pod %s of the platform is on node %s%s, not on a bootstrap node"
                              .formatted(
                                  pod.qualifiedName(),
                                  Placement.describe(node),
                                  node.nodePool()
                                      .map(pool -> " of NodePool '" + pool + "'")
                                      .orElse("")),
                          "give %s %s the node selector of the bootstrap nodes and no toleration of a profile's taint"
                              .formatted(pod.ownerKind(), pod.ownerName()))));
    }
    return findings;
  }

  private Finding notRunning(ObservedPod pod) {
    return Finding.error(
        id(),
        "pod %s of the platform does not run: %s"
            .formatted(pod.qualifiedName(), pod.notRunningBecause().orElse("it is " + pod.phase())),
        pod.node().isEmpty()
            ? "make room on the bootstrap nodes or correct its node selector"
            : "look at the pod's events; create the Secret or ConfigMap that it names");
  }
}
