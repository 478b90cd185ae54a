package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import platform.model.findings.Finding;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/** Replicas of a platform's Deployment never share a node. */
public final class ReplicasOfThePlatformKeepApart implements TreeRule {
  private static final String HOST = "kubernetes.io/hostname";
  private static final String[] TERMS = {
    "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"
  };

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
      var replicas =
          Rendered.written(pods.object().yaml(), "spec", "replicas")
              .filter(text -> text.matches("[0-9]{1,6}"))
              .map(Integer::parseInt)
              .orElse(1);
      if (!pods.delivery().isOfAWorkload()
          && pods.object().kind().equals("Deployment")
          && replicas > 1
          && Rendered.itemsOf(pods.spec(), TERMS).stream()
              .noneMatch(term -> keepsApart(term, pods.template()))) {
        var place = pods.spec().locationOf(TERMS);
        findings.add(
            Finding.error(
                id(),
                place,
                "the %d replicas of %s may share a node".formatted(replicas, pods.describe()),
                "write a required podAntiAffinity by " + HOST));
      }
    }
    return findings;
  }

  private static boolean keepsApart(YamlMapping term, YamlMapping template) {
    var selected = term.findMapping("labelSelector", "matchLabels");
    var labels = template.findMapping("metadata", "labels");
    return term.findText("topologyKey").equals(Optional.of(HOST))
        && selected.isPresent()
        && labels.isPresent()
        && !selected.get().entries().isEmpty()
        && selected.get().entries().keySet().stream()
            .allMatch(
                key ->
                    Rendered.written(selected.get(), key)
                        .equals(Rendered.written(labels.get(), key)));
  }
}
