package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import platform.model.findings.Finding;
import platform.model.platform.Platform;
import platform.model.workloads.Workload;

/** The admission policies leave out the platform's namespaces, and no workload's. */
public final class GuardrailsExemptOnlyThePlatformsNamespaces implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A namespace too many is held to nothing, one too few has the platform's own pods refused.",
        "Correct the names in gitops/apps/platform/guardrails/platform-namespaces.yaml.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    promised
        .guardrails()
        .ifPresent(
            guardrails -> {
              var missing = new TreeSet<>(promised.platformNamespaces());
              missing.removeAll(guardrails.exemptNamespaces());
              missing.forEach(
                  namespace ->
                      findings.add(
                          Finding.error(
                              id(),
                              guardrails.exemptNamespacesLocation(),
                              "the platform's namespace '%s' is missing".formatted(namespace),
                              "add it, else the platform's own pods are refused there")));
              promised.workloads().values().stream()
                  .map(Workload::namespace)
                  .distinct()
                  .filter(guardrails.exemptNamespaces()::contains)
                  .forEach(
                      namespace ->
                          findings.add(
                              Finding.error(
                                  id(),
                                  guardrails.exemptNamespacesLocation(),
                                  "'%s' is a workload's namespace".formatted(namespace),
                                  "remove it, else its pods are held to nothing")));
            });
    return findings;
  }
}
