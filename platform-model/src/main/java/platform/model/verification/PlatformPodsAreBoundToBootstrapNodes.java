package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import platform.model.capacity.Profile;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/** Each pod of the platform runs on the bootstrap nodes, and before any workload. */
public final class PlatformPodsAreBoundToBootstrapNodes implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "What makes nodes must not run on nodes that it makes: it could end itself, and nothing would start it again.",
        "Give it the node selector of the managed profile, no toleration of another one, and a priorityClassName.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var managed =
        promised.profiles().values().stream().filter(each -> !each.isKarpenters()).findFirst();
    if (managed.isEmpty()) {
      return findings;
    }
    for (var pods : Rendered.pods(promised)) {
      if (!pods.delivery().isOfAWorkload()) {
        check(managed.get(), pods.describe(), pods.spec(), pods.object().location(), findings);
      }
    }
    for (var application : promised.applications()) {
      application
          .chart()
          .filter(chart -> chart.name().equals("karpenter"))
          .ifPresent(
              chart ->
                  check(
                      managed.get(),
                      "Karpenter's chart",
                      chart
                          .values()
                          .orElse(new YamlMapping(chart.location(), "", java.util.Map.of())),
                      chart.location(),
                      findings));
    }
    return findings;
  }

  private void check(
      Profile managed, String what, YamlMapping spec, Location otherwise, List<Finding> findings) {
    if (!spec.findText("nodeSelector", Profile.KEY).equals(Optional.of(managed.name()))) {
      findings.add(
          Finding.error(
              id(),
              placeOf(spec, otherwise, "nodeSelector", Profile.KEY),
              "the pods of %s are not bound to the bootstrap nodes".formatted(what),
              "write nodeSelector %s: %s".formatted(Profile.KEY, managed.name())));
    }
    for (var toleration : Rendered.itemsOf(spec, "tolerations")) {
      if (Tolerations.admitsOthers(managed.name(), toleration)) {
        findings.add(
            Finding.error(
                id(),
                toleration.location(),
                "the pods of %s tolerate %s".formatted(what, Tolerations.describe(toleration)),
                "tolerate no profile but %s".formatted(managed.name())));
      }
    }
    if (spec.findText("priorityClassName").isEmpty()) {
      findings.add(
          Finding.error(
              id(),
              otherwise,
              "the pods of %s have no priorityClassName, so workloads do not give way to them"
                  .formatted(what),
              "give it one above the workloads' 0"));
    }
  }

  private static Location placeOf(YamlMapping spec, Location otherwise, String... keys) {
    var place = spec.locationOf(keys);
    return place.equals(spec.location()) ? otherwise : place;
  }
}
