package platform.model.verification;

import java.util.List;
import java.util.TreeSet;
import platform.model.findings.Finding;
import platform.model.platform.Platform;

/** The admission policies admit the profiles that exist, and no other. */
public final class GuardrailsKnowEveryProfile implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A profile that the admission policies do not list has its pods refused; one that they list and that is gone admits pods that no node takes.",
        "List the folders of gitops/profiles in the ConfigMap guardrails.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    if (promised.guardrails().isEmpty()) {
      return !promised.isComplete()
          ? List.of()
          : List.of(
              Finding.error(
                  id(),
                  "the tree has no parameters for its admission policies",
                  "restore the ConfigMap 'guardrails' and the PlatformNamespaces in gitops/apps/platform/guardrails"));
    }
    var guardrails = promised.guardrails().get();
    // One that could not be read exists all the same, and is a finding already.
    var profiles = new TreeSet<>(promised.profiles().keySet());
    profiles.addAll(promised.unreadableProfiles());
    if (guardrails.profiles().equals(profiles)) {
      return List.of();
    }
    return List.of(
        Finding.error(
            id(),
            guardrails.profilesLocation(),
            "the admission policies know the profiles %s, but gitops/profiles holds %s"
                .formatted(String.join(", ", guardrails.profiles()), String.join(", ", profiles)),
            "make the list the same: a profile that is missing has its pods refused, one too many admits pods that"
                + " no node takes"));
  }
}
