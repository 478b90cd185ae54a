package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.ExpectedApplication;
import platform.model.platform.Platform;

/** Every Application that the tree declares exists, is Synced and Healthy, and no other exists. */
public final class EveryApplicationIsSyncedAndHealthy implements Rule {
  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    var findings = new ArrayList<Finding>();
    for (var expected : promised.applications()) {
      var found =
          observed.applications().stream()
              .filter(application -> application.name().equals(expected.name()))
              .findFirst();
      found.ifPresentOrElse(
          application -> findings.addAll(compare(expected, application)),
          () -> findings.add(missing(expected)));
    }
    var known =
        new TreeSet<>(promised.applications().stream().map(ExpectedApplication::name).toList());
    for (var application : observed.applications()) {
      if (!known.contains(application.name())) {
        findings.add(
            Finding.warning(
                id(),
                "Application '"
                    + application.name()
                    + "' runs, but the tree declares none of that name",
                "declare it or delete it; "
                    + new Choices(known).remedyFor(application.name(), "declared")));
      }
    }
    return findings;
  }

  private List<Finding> compare(ExpectedApplication expected, ObservedApplication found) {
    // Argo CD calls an Application that can't even be rendered Healthy, so both are needed.
    if (found.sync().equals("Synced") && found.health().equals("Healthy")) {
      return List.of();
    }
    return List.of(
        Finding.error(
            id(),
            expected.location(),
            "Application '%s' is %s and %s instead of Synced and Healthy%s"
                .formatted(
                    found.name(),
                    found.sync(),
                    found.health(),
                    found.message().map(message -> ": " + message).orElse("")),
            found.message().isPresent()
                ? "correct what the message names"
                : "look at the Application's resources in Argo CD"));
  }

  private Finding missing(ExpectedApplication expected) {
    return Finding.error(
        id(),
        expected.location(),
        "Application '" + expected.name() + "' does not exist",
        switch (expected.origin()) {
          case ROOT -> "apply gitops/bootstrap";
          case CHILD ->
              "list its file in the kustomization beside it and look at the root Application";
          case GENERATED -> "look at the conditions of the ApplicationSet for workloads";
        });
  }
}
