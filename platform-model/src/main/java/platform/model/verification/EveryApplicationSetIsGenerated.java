package platform.model.verification;

import java.util.List;
import java.util.Optional;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;
import platform.model.observed.ObservedApplicationSet;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.Platform;

/** Every ApplicationSet could be generated: else what it makes is as old as its last good try. */
public final class EveryApplicationSetIsGenerated implements Rule {
  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    return observed.applicationSets().stream()
        .flatMap(set -> set.failure().map(failure -> failed(promised, set, failure)).stream())
        .toList();
  }

  private Finding failed(
      Platform promised, ObservedApplicationSet set, ObservedApplicationSet.Failure failure) {
    String problem =
        "ApplicationSet '%s' could not be generated: %s".formatted(set.name(), failure.message());
    String remedy =
        failure.mayPass()
            ? "see whether argocd-repo-server runs and reaches Git; Argo CD tries again after %d minutes"
                .formatted(ObservedApplicationSet.UNTIL_THE_NEXT_TRY.toMinutes())
            : "correct what the message names";
    Optional<Location> declared =
        Rendered.objects(promised, "ApplicationSet").stream()
            .filter(object -> object.name().equals(set.name()))
            .map(Manifest::location)
            .findFirst();
    return declared
        .map(location -> Finding.error(id(), location, problem, remedy))
        .orElseGet(() -> Finding.error(id(), problem, remedy));
  }
}
