package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import platform.model.capacity.Quantity;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.platform.Platform;

/** Each NodePool has an end in CPU and in memory, within what the guardrails allow. */
public final class NodePoolsAreBounded implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A NodePool without limits buys machines as long as pods are pending; one that is limited by CPU alone grows without bound in memory.",
        "Write spec.limits.cpu and spec.limits.memory, at most what gitops/apps/platform/guardrails/parameters/guardrails.yaml allows.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var parameters =
        Rendered.objects(promised, "ConfigMap").stream()
            .filter(each -> each.name().equals("guardrails"))
            .findFirst();
    var findings = new ArrayList<Finding>();
    for (var pool : Rendered.objects(promised, "NodePool")) {
      check(pool, "cpu", parameters, "maximumCpu").ifPresent(findings::add);
      check(pool, "memory", parameters, "maximumMemory").ifPresent(findings::add);
    }
    return findings;
  }

  private Optional<Finding> check(
      Manifest pool, String resource, Optional<Manifest> parameters, String maximum) {
    var limit = pool.yaml().findAt("spec", "limits", resource);
    if (limit.isEmpty()) {
      return Optional.of(
          Finding.error(
              id(),
              pool.yaml().locationOf("spec", "limits"),
              "NodePool '%s' has no limit on %s".formatted(pool.name(), resource),
              "write spec.limits." + resource));
    }
    if (Quantity.from(limit.get()).amount().signum() <= 0) {
      return Optional.of(
          Finding.error(
              id(),
              limit.get().location(),
              "NodePool '%s' may grow to %s of %s, which is none"
                  .formatted(pool.name(), Rendered.written(limit.get()).orElse(""), resource),
              "write how much it may grow to"));
    }
    var most = parameters.flatMap(each -> each.yaml().findAt("data", maximum));
    return most.filter(each -> Quantity.from(limit.get()).compareTo(Quantity.from(each)) > 0)
        .map(
            each ->
                Finding.error(
                    id(),
                    limit.get().location(),
                    "NodePool '%s' may grow to %s of %s, the guardrails allow %s"
                        .formatted(
                            pool.name(),
                            Rendered.written(limit.get()).orElse(""),
                            resource,
                            Rendered.written(each).orElse("")),
                    "lower it, or raise %s in the guardrails' parameters".formatted(maximum)));
  }
}
