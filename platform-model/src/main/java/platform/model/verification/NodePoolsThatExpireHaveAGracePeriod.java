package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.platform.Platform;

/** Where nodes expire, one pod that refuses eviction holds its node only so long. */
public final class NodePoolsThatExpireHaveAGracePeriod implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Expiry waits for every pod. Without terminationGracePeriod a single one that can not be evicted keeps an expired node, and its old image, for ever.",
        "Write spec.template.spec.terminationGracePeriod, or expireAfter: Never if nodes are really never to be replaced.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var pool : Rendered.objects(promised, "NodePool")) {
      var spec = pool.yaml().mapping("spec", "template", "spec");
      // Karpenter expires nodes after 720 h unless told otherwise.
      boolean expires = spec.findText("expireAfter").filter("Never"::equals).isEmpty();
      if (expires && spec.find("terminationGracePeriod").isEmpty()) {
        findings.add(
            Finding.error(
                id(),
                spec.locationOf("expireAfter"),
                "nodes of NodePool '%s' expire and have no grace period".formatted(pool.name()),
                "write terminationGracePeriod beside expireAfter"));
      }
    }
    return findings;
  }
}
