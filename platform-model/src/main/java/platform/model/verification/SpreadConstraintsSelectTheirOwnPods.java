package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/** A topology spread constraint counts the pods that it is written on. */
public final class SpreadConstraintsSelectTheirOwnPods implements TreeRule {
  private static final String SELECTOR = "labelSelector";

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A constraint that selects no pod of its own counts none of them anywhere, so that it spreads nothing, and nobody is told.",
        "Select labels that the pod template itself carries; those of the object around it are not the pods'.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var pods : Rendered.pods(promised)) {
      for (var constraint : Rendered.itemsOf(pods.spec(), "topologySpreadConstraints")) {
        if (!selectsItsOwn(constraint, pods.template())) {
          findings.add(
              Finding.error(
                  id(),
                  constraint.locationOf(SELECTOR),
                  "the topologySpreadConstraint by %s of %s selects no pod of its own"
                      .formatted(constraint.findText("topologyKey").orElse("?"), pods.describe()),
                  "write matchLabels that spec.template.metadata.labels has"));
        }
      }
    }
    return findings;
  }

  /** What is written as expressions is left to the reader. */
  private static boolean selectsItsOwn(YamlMapping constraint, YamlMapping template) {
    if (constraint.findSequence(SELECTOR, "matchExpressions").isPresent()) {
      return true;
    }
    var selected = constraint.findMapping(SELECTOR, "matchLabels");
    var labels = template.findMapping("metadata", "labels");
    return selected.isPresent()
        && labels.isPresent()
        && Rendered.selects(selected.get(), labels.get());
  }
}
