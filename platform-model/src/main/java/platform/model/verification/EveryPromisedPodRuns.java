package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.platform.Platform;

/** Every pod of a workload runs, or has succeeded where it should end, and none is missing. */
public final class EveryPromisedPodRuns implements Rule {
  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    return Placement.podsOf(promised, observed).stream()
        .flatMap(each -> check(promised, each).stream())
        .toList();
  }

  private List<Finding> check(Platform promised, Placement.Pods pods) {
    var findings = new ArrayList<Finding>();
    var bearer = pods.bearer();
    boolean isManaged =
        promised.profileOf(pods.workload()).map(profile -> !profile.isKarpenters()).orElse(false);
    pods.pods().stream()
        .filter(pod -> !isFine(pod))
        .forEach(
            pod ->
                findings.add(
                    Finding.error(
                        id(),
                        bearer.location(),
                        "pod " + pod.qualifiedName() + " does not run: " + reason(pod),
                        remedy(pod, isManaged))));
    // Kept by kind: a CronJob and a DaemonSet promise no number.
    if (bearer.schedule().isPresent() || bearer.kind().equals("DaemonSet")) {
      return findings;
    }
    var counted = (int) pods.pods().stream().filter(pod -> counts(bearer.kind(), pod)).count();
    if (counted < bearer.replicas()) {
      findings.add(
          Finding.error(
              id(),
              bearer.location(),
              "%s has %d of %d pods"
                  .formatted(Placement.describe(bearer), counted, bearer.replicas()),
              "look at the events of the object: quota, admission or an Application not yet synced"));
    } else if (counted > bearer.replicas() && !bearer.kind().equals("Job")) {
      findings.add(
          Finding.warning(
              id(),
              bearer.location(),
              "%s has %d pods, %d are promised"
                  .formatted(Placement.describe(bearer), counted, bearer.replicas()),
              "wait for its rollout to end, or look for who scaled it"));
    }
    return findings;
  }

  private static boolean isFine(ObservedPod pod) {
    var mayEnd = pod.ownerKind().equals("Job") || pod.ownerKind().equals("CronJob");
    return pod.isRunning() || (mayEnd && pod.hasSucceeded());
  }

  private static boolean counts(String kind, ObservedPod pod) {
    return !pod.phase().equals("Failed") && (kind.equals("Job") || !pod.hasSucceeded());
  }

  private static String reason(ObservedPod pod) {
    return pod.notRunningBecause()
        .orElse(pod.phase().equals("Running") ? "it is not ready" : "it is " + pod.phase());
  }

  private static String remedy(ObservedPod pod, boolean isManaged) {
    if (pod.node().isEmpty()) {
      return isManaged
          ? "compare its requests with what each bootstrap node has left; if one is nearly empty, see"
              + " docs/operations.md, 'After a bootstrap node was away'"
          : "look at why the scheduler and Karpenter find no node: profile, requests, NodePool limits";
    }
    var reason = pod.notRunningBecause().orElse("");
    return reason.contains("not found")
        ? "create the object that the reason names in namespace "
            + pod.namespace()
            + ", or correct its name"
        : "look at the pod's events on node " + pod.node().get();
  }
}
