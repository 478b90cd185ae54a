package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.Platform;

/** Each node of a profile has its capacity type and architecture: a spot profile gives spot. */
public final class NodesHaveThePromisedCapacity implements Rule {
  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    var findings = new ArrayList<Finding>();
    for (var profile : promised.profiles().values()) {
      var place =
          promised.nodePoolOf(profile).map(pool -> pool.template()).orElse(profile.location());
      for (var node : Placement.nodesOf(profile, observed)) {
        var others = Placement.otherCapacity(profile, node);
        if (!others.isEmpty()) {
          findings.add(
              Finding.error(
                  id(),
                  place,
                  "node %s of profile '%s' has %s, promised is %s on %s"
                      .formatted(
                          Placement.describe(node),
                          profile.name(),
                          String.join(" and ", others),
                          profile.capacityType(),
                          profile.architecture()),
                  profile.isKarpenters()
                      ? "require exactly that capacity type and architecture in the NodePool"
                      : "make the managed node group of that capacity type and architecture"));
        }
      }
    }
    return findings;
  }
}
