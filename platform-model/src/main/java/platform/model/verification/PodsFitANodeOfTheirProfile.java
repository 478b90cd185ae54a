package platform.model.verification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import platform.model.findings.Finding;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;
import platform.model.pricing.Catalogue;

/** Each pod of a workload fits at least one machine that its profile can have. */
public final class PodsFitANodeOfTheirProfile implements TreeRule {
  private final Function<String, Catalogue> catalogues;

  /**
   * @param catalogues region to its instance types
   */
  public PodsFitANodeOfTheirProfile(Function<String, Catalogue> catalogues) {
    this.catalogues = catalogues;
  }

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "No machine of the profile is large enough, and none will be bought: the pod stays Pending, and the capacity behind the profile looks"
            + " healthy.",
        "Correct the request (500m is half a core, 64Mi are 64 mebibytes), or choose a profile with larger machines.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var machines = ProfileMachines.all(promised, catalogues);
    for (var pods : Rendered.pods(promised)) {
      pods.profile(promised)
          .map(profile -> machines.get(profile.name()))
          .filter(each -> !each.hold(pods.requests()))
          .map(each -> finding(pods, each))
          .ifPresent(findings::add);
    }
    return findings;
  }

  private Finding finding(Rendered.Pods pods, ProfileMachines machines) {
    var largest =
        pods.allContainers().stream()
            .max(
                Comparator.comparing((YamlMapping each) -> Rendered.requests(each).cpu())
                    .thenComparing(each -> Rendered.requests(each).memoryBytes()));
    return Finding.error(
        id(),
        largest
            .map(container -> container.locationOf("resources", "requests"))
            .orElse(pods.object().location()),
        "a pod of %s requests %s; the largest machine of %s is %s"
            .formatted(
                pods.describe(), Fit.words(pods.requests()), machines.name(), machines.largest()),
        "correct the request (500m is half a core, 64Mi are 64 mebibytes), or choose a profile with larger machines");
  }
}
