package platform.model.verification;

import java.util.List;
import java.util.Optional;
import platform.model.capacity.Profile;
import platform.model.findings.Finding;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.platform.Platform;

/** Each pod of a workload runs on a node of the profile that the workload chose, nowhere else. */
public final class WorkloadPodsRunOnTheirProfileOnly implements Rule {
  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    return Placement.podsOf(promised, observed).stream()
        .flatMap(
            pods ->
                promised.profileOf(pods.workload()).stream()
                    .flatMap(
                        profile ->
                            pods.pods().stream()
                                .flatMap(pod -> check(pods, profile, pod, observed).stream())))
        .toList();
  }

  private Optional<Finding> check(
      Placement.Pods pods, Profile profile, ObservedPod pod, ObservedPlatform observed) {
    return observed
        .nodeOf(pod)
        .filter(node -> !Placement.differences(profile, node).isEmpty())
        .map(
            node ->
                Finding.error(
                    id(),
                    pods.workload().location(),
                    "pod %s of profile '%s' is on node %s: %s"
                        .formatted(
                            pod.qualifiedName(),
                            profile.name(),
                            Placement.describe(node),
                            String.join(", ", Placement.differences(profile, node))),
                    "make the Component in gitops/profiles/%s, the pod's node selector and the nodes' marks agree, then replace the pod"
                        .formatted(profile.name())));
  }
}
