package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import platform.model.capacity.Profile;
import platform.model.findings.Finding;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/**
 * Each pod template of a workload is rendered with the selector, toleration and label of its one
 * profile.
 */
public final class EveryPodTemplateCarriesExactlyItsProfile implements TreeRule {
  private static final String OWN_KEY = "profile.capacity.platform/";

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A pod template without them runs nowhere or anywhere; with those of two profiles, the last one wins silently.",
        "Keep node selectors and tolerations out of the workload, and let the Component of the profile cover every kind that has pods.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var pods : Rendered.pods(promised)) {
      pods.delivery()
          .workload()
          .map(promised.workloads()::get)
          .flatMap(promised::profileOf)
          .ifPresent(profile -> check(profile, pods, findings));
    }
    return findings;
  }

  private void check(Profile profile, Rendered.Pods pods, List<Finding> findings) {
    var template = pods.template();
    var differences = new ArrayList<String>();
    var selector = texts(template, "spec", "nodeSelector");
    if (!selector.equals(Map.of(Profile.KEY, profile.name()))) {
      differences.add(selector.isEmpty() ? "no node selector" : "node selector " + selector);
    }
    var labels = texts(template, "metadata", "labels");
    if (!profile.name().equals(labels.get(Profile.KEY))) {
      differences.add(
          labels.containsKey(Profile.KEY)
              ? "label %s=%s".formatted(Profile.KEY, labels.get(Profile.KEY))
              : "no label " + Profile.KEY);
    }
    labels.keySet().stream()
        .filter(key -> key.startsWith(OWN_KEY) && !key.equals(OWN_KEY + profile.name()))
        .map(key -> "label " + key)
        .forEach(differences::add);
    boolean tolerates = false;
    for (var toleration : Rendered.itemsOf(template, "spec", "tolerations")) {
      if (Tolerations.isOf(profile.name(), toleration)) {
        tolerates = true;
      } else {
        differences.add("a toleration of " + Tolerations.describe(toleration));
      }
    }
    if (!tolerates) {
      differences.add("no toleration of " + Profile.KEY + "=" + profile.name());
    }
    if (!differences.isEmpty()) {
      findings.add(
          Finding.error(
              id(),
              pods.object().location(),
              "the pods of %s do not carry exactly the profile '%s': %s"
                  .formatted(pods.describe(), profile.name(), String.join(", ", differences)),
              "take selectors and tolerations out of the workload, and look at gitops/profiles/%s"
                  .formatted(profile.name())));
    }
  }

  private static Map<String, String> texts(YamlMapping template, String... keys) {
    return template.findMapping(keys).map(YamlMapping::texts).orElseGet(TreeMap::new);
  }
}
