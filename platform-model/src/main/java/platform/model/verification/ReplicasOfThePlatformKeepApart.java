package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.platform.Platform;

/** Replicas of a platform's Deployment never share a node. */
public final class ReplicasOfThePlatformKeepApart implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Two replicas on one bootstrap node go with it together, and what they serve is away until the node is replaced.",
        "Write a required podAntiAffinity by kubernetes.io/hostname that selects the pods' own labels.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var pods : Rendered.pods(promised)) {
      if (!pods.delivery().isOfAWorkload()
          && pods.object().kind().equals("Deployment")
          && pods.replicas() > 1
          && !pods.keepApart()) {
        findings.add(
            Finding.error(
                id(),
                pods.spec().locationOf(Rendered.KEEP_APART),
                "the %d replicas of %s may share a node"
                    .formatted(pods.replicas(), pods.describe()),
                "write a required podAntiAffinity by " + Rendered.HOST));
      }
    }
    return findings;
  }
}
