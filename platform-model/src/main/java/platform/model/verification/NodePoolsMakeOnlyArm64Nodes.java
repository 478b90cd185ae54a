package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.platform.Platform;

/** Each NodePool makes ARM64 nodes and no others. */
public final class NodePoolsMakeOnlyArm64Nodes implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A pool that does not say so makes nodes of either architecture, and images that are built for one do not start on the other.",
        "Require kubernetes.io/arch In [arm64].");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var pool : Rendered.objects(promised, "NodePool")) {
      var requirements =
          Rendered.itemsOf(pool.yaml(), "spec", "template", "spec", "requirements").stream()
              .filter(each -> each.findText("key").filter("kubernetes.io/arch"::equals).isPresent())
              .toList();
      boolean isArm64 =
          requirements.stream()
              .anyMatch(
                  each ->
                      each.findText("operator").filter("In"::equals).isPresent()
                          && Rendered.textsOf(each, "values").equals(List.of("arm64")));
      if (!isArm64) {
        findings.add(
            Finding.error(
                id(),
                requirements.isEmpty()
                    ? pool.yaml().locationOf("spec", "template", "spec", "requirements")
                    : requirements.get(0).location(),
                "NodePool '%s' does not require ARM64".formatted(pool.name()),
                "require kubernetes.io/arch In [arm64]"));
      }
    }
    return findings;
  }
}
