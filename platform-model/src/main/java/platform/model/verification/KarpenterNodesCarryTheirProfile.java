package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.Platform;

/** Each node that a profile's NodePool makes carries the profile's label and taint. */
public final class KarpenterNodesCarryTheirProfile implements Rule {
  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    var findings = new ArrayList<Finding>();
    for (var profile : promised.profiles().values()) {
      if (!profile.isKarpenters()) {
        continue;
      }
      var nodePool = promised.nodePoolOf(profile);
      var place = nodePool.map(pool -> pool.template()).orElse(profile.location());
      for (var node : Placement.nodesOf(profile, observed)) {
        var missing = Placement.missingMarks(profile, node);
        if (!missing.isEmpty()) {
          findings.add(
              Finding.error(
                  id(),
                  place,
                  "node %s of NodePool '%s' has %s"
                      .formatted(
                          Placement.describe(node),
                          node.nodePool().orElse(""),
                          String.join(" and ", missing)),
                  "give the NodePool's template both the label and the taint %s=%s:NoSchedule, then replace the node"
                      .formatted(platform.model.capacity.Profile.KEY, profile.name())));
        }
      }
    }
    return findings;
  }
}
