package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import platform.model.capacity.Profile;
import platform.model.findings.Finding;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.Platform;

/** Nodes of a profile hold only daemons and pods that carry it: nobody gets in without choosing. */
public final class ProfileNodesHoldOnlyPodsOfTheirProfile implements Rule {
  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    var findings = new ArrayList<Finding>();
    for (var pod : observed.pods()) {
      // Workloads and the platform's own pods have their own rules, which say more.
      var hasOwnRule =
          promised.platformNamespaces().contains(pod.namespace())
              || Placement.podsOf(promised, observed).stream()
                  .anyMatch(pods -> pods.pods().contains(pod));
      if (pod.isDaemon() || hasOwnRule) {
        continue;
      }
      var node = observed.nodeOf(pod);
      var profile = node.flatMap(each -> Placement.profileOf(promised, each));
      if (profile.isEmpty()) {
        continue;
      }
      var carried = Optional.ofNullable(pod.labels().get(Profile.KEY));
      if (!carried.equals(profile.map(Profile::name))) {
        findings.add(
            Finding.error(
                id(),
                "pod %s (%s %s) carries %s and is on node %s of profile '%s'"
                    .formatted(
                        pod.qualifiedName(),
                        pod.ownerKind(),
                        pod.ownerName(),
                        carried.map(name -> "profile '" + name + "'").orElse("no profile"),
                        Placement.describe(node.get()),
                        profile.get().name()),
                "deliver it as a workload that names its profile, or remove it; check that the node carries the profile's taint"));
      }
    }
    return findings;
  }
}
