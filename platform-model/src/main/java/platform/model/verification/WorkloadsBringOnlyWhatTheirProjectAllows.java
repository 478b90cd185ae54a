package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.platform.Delivery;
import platform.model.platform.Platform;

/** Each object of a workload is of a kind and goes to a namespace that its AppProject lists. */
public final class WorkloadsBringOnlyWhatTheirProjectAllows implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Argo CD refuses the whole sync of a workload that brings anything else.",
        "Remove the object, or ask the platform team to add its kind to the project in gitops/apps/platform/tenants.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var projects = Rendered.objects(promised, "AppProject");
    for (var delivery : promised.deliveries()) {
      if (delivery.isOfAWorkload()) {
        projects.stream()
            .filter(project -> project.name().equals(delivery.project()))
            .findFirst()
            .ifPresent(project -> check(delivery, project, findings));
      }
    }
    return findings;
  }

  private void check(Delivery delivery, Manifest project, List<Finding> findings) {
    for (var object : delivery.objects()) {
      var group =
          object.apiVersion().contains("/") ? object.apiVersion().replaceFirst("/.*", "") : "";
      boolean isAllowed =
          Rendered.itemsOf(project.yaml(), "spec", "namespaceResourceWhitelist").stream()
              .anyMatch(
                  each ->
                      each.findText("kind").equals(Optional.of(object.kind()))
                          && each.findText("group").orElse("").equals(group));
      if (!isAllowed) {
        findings.add(
            Finding.error(
                id(),
                object.location(),
                "project '%s' does not allow the kind %s".formatted(project.name(), object.kind()),
                "remove the object, or have the kind added at " + project.location()));
      }
      boolean isInItsNamespace =
          Rendered.itemsOf(project.yaml(), "spec", "destinations").stream()
              .anyMatch(each -> each.findText("namespace").equals(delivery.namespaceOf(object)));
      if (!isInItsNamespace) {
        findings.add(
            Finding.error(
                id(),
                object.yaml().locationOf("metadata", "namespace"),
                "project '%s' does not allow the namespace '%s'"
                    .formatted(project.name(), delivery.namespaceOf(object).orElse("")),
                "keep to the namespace that workload.yaml names"));
      }
    }
  }
}
