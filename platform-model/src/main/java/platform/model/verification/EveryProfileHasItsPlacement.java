package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import platform.model.capacity.Profile;
import platform.model.findings.Finding;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;
import platform.model.platform.SourceDocument;
import platform.model.platform.SourceDocument.Role;

/**
 * The Component of each profile gives every pod template that profile's selector, toleration and
 * labels, and nothing of another's.
 */
public final class EveryProfileHasItsPlacement implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A Component that places a kind on another profile, or leaves one out, breaks the promise for the first workload that has this kind.",
        "Write selector, toleration, label and own label of the profile in its patches: in pod-template.yaml and, two levels deeper, in cron-job.yaml.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    if (promised.sources().documents().isEmpty()) {
      return findings;
    }
    for (var profile : promised.profiles().values()) {
      var folder = "gitops/profiles/%s/".formatted(profile.name());
      var patches =
          promised
              .sources()
              .with(Role.PATCH)
              .filter(document -> document.file().startsWith(folder))
              .toList();
      for (boolean deeper : new boolean[] {false, true}) {
        var placing = patches.stream().filter(patch -> places(patch, deeper)).toList();
        placing.forEach(patch -> check(profile, template(patch, deeper).get(), findings));
        if (placing.isEmpty()) {
          findings.add(
              Finding.error(
                  id(),
                  profile.location(),
                  "the Component of profile '%s' places no %s"
                      .formatted(
                          profile.name(),
                          deeper ? "CronJobs" : "Deployments, StatefulSets and Jobs"),
                  "add %s%s and name it in the kustomization"
                      .formatted(folder, deeper ? "cron-job.yaml" : "pod-template.yaml")));
        }
      }
    }
    return findings;
  }

  private static boolean places(SourceDocument patch, boolean deeper) {
    return template(patch, deeper)
        .filter(
            template ->
                template.findAt("spec", "nodeSelector").isPresent()
                    || template.findAt("spec", "tolerations").isPresent())
        .isPresent();
  }

  private static Optional<YamlMapping> template(SourceDocument patch, boolean deeper) {
    return deeper
        ? patch.yaml().findMapping("spec", "jobTemplate", "spec", "template")
        : patch.yaml().findMapping("spec", "template");
  }

  private void check(Profile profile, YamlMapping template, List<Finding> findings) {
    expect(
        template, profile, Map.of(Profile.KEY, profile.name()), findings, "spec", "nodeSelector");
    expect(
        template,
        profile,
        Map.of(Profile.KEY, profile.name(), "profile.capacity.platform/" + profile.name(), "true"),
        findings,
        "metadata",
        "labels");
    var tolerations = Rendered.itemsOf(template, "spec", "tolerations");
    if (tolerations.size() != 1
        || !Tolerations.isOf(profile.name(), tolerations.get(0))
        || !tolerations.get(0).findText("effect").equals(Optional.of("NoSchedule"))) {
      findings.add(
          Finding.error(
              id(),
              template.locationOf("spec", "tolerations"),
              "the Component of profile '%s' tolerates %s"
                  .formatted(
                      profile.name(),
                      tolerations.isEmpty()
                          ? "nothing"
                          : String.join(
                              ", ", tolerations.stream().map(Tolerations::describe).toList())),
              "tolerate exactly %s=%s:NoSchedule".formatted(Profile.KEY, profile.name())));
    }
  }

  private void expect(
      YamlMapping template,
      Profile profile,
      Map<String, String> expected,
      List<Finding> findings,
      String... keys) {
    var found = template.findMapping(keys).map(YamlMapping::texts).orElseGet(TreeMap::new);
    if (!found.equals(expected)) {
      findings.add(
          Finding.error(
              id(),
              template.locationOf(keys),
              "the Component of profile '%s' writes %s %s"
                  .formatted(profile.name(), String.join(".", keys), found),
              "write exactly " + new TreeMap<>(expected)));
    }
  }
}
