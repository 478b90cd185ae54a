package platform.model.verification;

import java.util.List;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.platform.Platform;

/** The profile that each workload.yaml names exists. */
public final class EveryWorkloadNamesAKnownProfile implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A profile that does not exist does not render, so Argo CD stops at that one Application and the workload stays as it was, or never comes.",
        "Name one of the folders of gitops/profiles in workload.yaml; the finding lists them.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var profiles = new Choices(promised.profiles().keySet());
    return promised.workloads().values().stream()
        .filter(workload -> promised.profileOf(workload).isEmpty())
        .filter(workload -> !promised.unreadableProfiles().contains(workload.profile()))
        .map(
            workload ->
                Finding.error(
                    id(),
                    workload.location(),
                    "unknown profile '" + workload.profile() + "'",
                    profiles.remedyFor(workload.profile(), "Profiles")))
        .toList();
  }
}
