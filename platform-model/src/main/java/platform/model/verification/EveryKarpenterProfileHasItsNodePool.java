package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import platform.model.capacity.NodePool;
import platform.model.capacity.Profile;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.platform.Platform;

/** Each profile of Karpenter's has a NodePool whose label, taint and requirements agree with it. */
public final class EveryKarpenterProfileHasItsNodePool implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Placement promises nodes that nothing makes, or nodes that carry other marks than the pods look for: pods stay Pending, or others land beside them.",
        "Make label, taint and requirements of the NodePool agree with profile.yaml.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var profile : promised.profiles().values()) {
      if (!profile.isKarpenters()) {
        continue;
      }
      var nodePool = promised.nodePoolOf(profile);
      nodePool.ifPresent(each -> findings.addAll(compare(profile, each)));
      if (nodePool.isEmpty() && promised.isComplete()) {
        findings.add(missing(profile, promised));
      }
    }
    return findings;
  }

  private Finding missing(Profile profile, Platform promised) {
    var name = profile.nodePool().orElse("");
    return Finding.error(
        id(),
        profile.location(),
        "profile '"
            + profile.name()
            + "' needs NodePool '"
            + name
            + "', which gitops/apps/platform/capacity does not have",
        new Choices(promised.nodePools().keySet()).remedyFor(name, "NodePools")
            + "; to give the profile up, remove its folder and its name among the guardrails'"
            + " parameters");
  }

  private List<Finding> compare(Profile profile, NodePool nodePool) {
    var findings = new ArrayList<Finding>();
    var label = nodePool.labels().getOrDefault(Profile.KEY, "");
    if (!label.equals(profile.name())) {
      findings.add(
          Finding.error(
              id(),
              nodePool.template(),
              "nodes of NodePool '%s' get %s, profile '%s' promises %s=%s"
                  .formatted(
                      nodePool.name(),
                      label.isEmpty()
                          ? "no label " + Profile.KEY
                          : "label " + Profile.KEY + "=" + label,
                      profile.name(),
                      Profile.KEY,
                      profile.name()),
              "write that label in spec.template.metadata.labels"));
    }
    findings.addAll(compareTaints(profile, nodePool));
    findings.addAll(
        compareRequirement(
            profile, nodePool, "karpenter.sh/capacity-type", profile.capacityType()));
    findings.addAll(
        compareRequirement(profile, nodePool, "kubernetes.io/arch", profile.architecture()));
    return findings;
  }

  private List<Finding> compareTaints(Profile profile, NodePool nodePool) {
    var own = nodePool.taints().stream().filter(taint -> taint.key().equals(Profile.KEY)).toList();
    var remedy =
        "write exactly one taint %s=%s:NoSchedule in spec.template.spec.taints"
            .formatted(Profile.KEY, profile.name());
    if (own.isEmpty()) {
      return List.of(
          Finding.error(
              id(),
              nodePool.template(),
              "nodes of NodePool '%s' get no taint %s, so any pod may land on them"
                  .formatted(nodePool.name(), Profile.KEY),
              remedy));
    }
    return own.stream()
        .filter(
            taint -> !taint.value().equals(profile.name()) || !taint.effect().equals("NoSchedule"))
        .map(
            taint ->
                Finding.error(
                    id(),
                    taint.location(),
                    "nodes of NodePool '%s' get taint %s=%s:%s"
                        .formatted(nodePool.name(), taint.key(), taint.value(), taint.effect()),
                    remedy))
        .toList();
  }

  private List<Finding> compareRequirement(
      Profile profile, NodePool nodePool, String key, String promised) {
    var requirements = nodePool.requirementsOn(key);
    var remedy = "require %s In [%s]".formatted(key, promised);
    if (requirements.isEmpty()) {
      return List.of(
          Finding.error(
              id(),
              nodePool.template(),
              "NodePool '%s' requires nothing of %s, profile '%s' promises %s"
                  .formatted(nodePool.name(), key, profile.name(), promised),
              remedy));
    }
    return requirements.stream()
        .filter(
            each ->
                !each.operator().equals("In")
                    || !each.values().equals(new TreeSet<>(Set.of(promised))))
        .map(
            each ->
                Finding.error(
                    id(),
                    each.location(),
                    "NodePool '%s' requires %s %s %s, profile '%s' promises %s"
                        .formatted(
                            nodePool.name(),
                            key,
                            each.operator(),
                            each.values(),
                            profile.name(),
                            promised),
                    remedy))
        .toList();
  }
}
