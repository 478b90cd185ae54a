package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.platform.Platform;

/** No pod can choose between two NodePools: each has a taint that no other has. */
public final class NodePoolsExcludeEachOther implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Where two NodePools take the same pod, Karpenter chooses at random, and a profile is no longer a promise.",
        "Give each NodePool its own taint with the effect NoSchedule.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var owners = new TreeMap<String, Manifest>();
    for (var pool : Rendered.objects(promised, "NodePool")) {
      var taints = Rendered.itemsOf(pool.yaml(), "spec", "template", "spec", "taints");
      var own =
          taints.stream()
              .filter(taint -> taint.findText("effect").filter("NoSchedule"::equals).isPresent())
              .map(taint -> taint.text("key") + "=" + taint.findText("value").orElse(""))
              .toList();
      if (own.isEmpty()) {
        findings.add(
            Finding.error(
                id(),
                pool.yaml().locationOf("spec", "template", "spec", "taints"),
                "NodePool '%s' has no taint with the effect NoSchedule, so every pod fits it"
                    .formatted(pool.name()),
                "give it the taint of its profile"));
      }
      for (var taint : own) {
        var first = owners.putIfAbsent(taint, pool);
        if (first != null && !first.name().equals(pool.name())) {
          findings.add(
              Finding.error(
                  id(),
                  pool.yaml().locationOf("spec", "template", "spec", "taints"),
                  "NodePools '%s' and '%s' both have the taint %s, so their pods fit either"
                      .formatted(first.name(), pool.name(), taint),
                  "give each its own"));
        }
      }
    }
    return findings;
  }
}
