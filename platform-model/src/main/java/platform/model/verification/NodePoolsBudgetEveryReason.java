package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/**
 * Each NodePool says, for each reason that Karpenter chooses by, how many nodes may go at once, at
 * any hour.
 */
public final class NodePoolsBudgetEveryReason implements TreeRule {
  private static final List<String> REASONS = List.of("Empty", "Underutilized", "Drifted");

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A reason without a budget falls under the default of 10 percent of the nodes, or under none where other budgets are given; one that is only scheduled is free at other hours.",
        "Add a budget without schedule for Empty, Underutilized and Drifted each; further budgets only hold back more.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var pool : Rendered.objects(promised, "NodePool")) {
      for (var reason : REASONS) {
        if (Rendered.itemsOf(pool.yaml(), "spec", "disruption", "budgets").stream()
            .noneMatch(budget -> isAlwaysFor(budget, reason))) {
          findings.add(missing(pool, reason));
        }
      }
    }
    return findings;
  }

  private static boolean isAlwaysFor(YamlMapping budget, String reason) {
    var reasons = Rendered.textsOf(budget, "reasons");
    return budget.find("schedule").isEmpty()
        && budget.find("nodes").isPresent()
        && (reasons.isEmpty() || reasons.contains(reason));
  }

  private Finding missing(Manifest pool, String reason) {
    return Finding.error(
        id(),
        pool.yaml().locationOf("spec", "disruption", "budgets"),
        "NodePool '%s' has no budget for the reason %s that holds at any hour"
            .formatted(pool.name(), reason),
        "add one with 'nodes' and 'reasons: [%s]'".formatted(reason));
  }
}
