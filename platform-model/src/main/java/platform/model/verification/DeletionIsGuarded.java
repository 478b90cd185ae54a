package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.platform.Delivery;
import platform.model.platform.Platform;

/** What takes machines or namespaces along when it goes is never deleted by Argo CD. */
public final class DeletionIsGuarded implements TreeRule {
  private static final String OPTIONS = "argocd.argoproj.io/sync-options";
  private static final Set<String> GUARDED =
      Set.of(
          "NodePool",
          "EC2NodeClass",
          "Namespace",
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionPolicyBinding");

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A file that disappears from Git, a renamed folder or a deleted Application would take a NodePool along, and with it every node and pod.",
        "Write argocd.argoproj.io/sync-options: Prune=false,Delete=false on the object, prune: false on its Application, and preserveResourcesOnDeletion on the ApplicationSet.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var delivery : promised.deliveries()) {
      for (var object : delivery.objects()) {
        if (GUARDED.contains(object.kind()) || object.kind().equals("CustomResourceDefinition")) {
          checkOptions(object, findings);
        }
        if (object.kind().equals("ApplicationSet")) {
          checkSet(object, findings);
        }
        if (object.kind().equals("Application")) {
          checkApplication(object, promised, findings);
        }
      }
    }
    return findings;
  }

  private void checkOptions(Manifest object, List<Finding> findings) {
    var options = object.yaml().findText("metadata", "annotations", OPTIONS).orElse("");
    var given = Set.of(options.split("\\s*,\\s*"));
    for (var wanted : List.of("Prune=false", "Delete=false")) {
      if (!given.contains(wanted)) {
        findings.add(
            Finding.error(
                id(),
                object.yaml().locationOf("metadata", "annotations", OPTIONS),
                "%s '%s' lacks the sync option %s".formatted(object.kind(), object.name(), wanted),
                "write %s: Prune=false,Delete=false".formatted(OPTIONS)));
      }
    }
  }

  private void checkSet(Manifest set, List<Finding> findings) {
    var yaml = set.yaml();
    var preserves = Rendered.written(yaml, "spec", "syncPolicy", "preserveResourcesOnDeletion");
    if (!preserves.equals(Optional.of("true"))) {
      findings.add(
          Finding.error(
              id(),
              yaml.locationOf("spec", "syncPolicy", "preserveResourcesOnDeletion"),
              "when ApplicationSet '%s' goes, all that it brought goes".formatted(set.name()),
              "write spec.syncPolicy.preserveResourcesOnDeletion: true"));
    }
    var policy = yaml.findText("spec", "syncPolicy", "applicationsSync").orElse("");
    if (!Set.of("create-update", "create-only").contains(policy)) {
      findings.add(
          Finding.error(
              id(),
              yaml.locationOf("spec", "syncPolicy", "applicationsSync"),
              "ApplicationSet '%s' deletes the Application of an element that is gone"
                  .formatted(set.name()),
              "write spec.syncPolicy.applicationsSync: create-update"));
    }
  }

  private void checkApplication(Manifest application, Platform promised, List<Finding> findings) {
    var yaml = application.yaml();
    if (yaml.findAt("metadata", "finalizers").isPresent()) {
      findings.add(
          Finding.error(
              id(),
              yaml.locationOf("metadata", "finalizers"),
              "deleting Application '%s' deletes what it manages".formatted(application.name()),
              "remove the finalizers"));
    }
    boolean prunes =
        Rendered.written(yaml, "spec", "syncPolicy", "automated", "prune")
            .filter("true"::equals)
            .isPresent();
    if (prunes && bringsGuarded(application.name(), promised)) {
      findings.add(
          Finding.error(
              id(),
              yaml.locationOf("spec", "syncPolicy", "automated", "prune"),
              "Application '%s' prunes, and brings what must outlive its file"
                  .formatted(application.name()),
              "write prune: false"));
    }
  }

  private static boolean bringsGuarded(String application, Platform promised) {
    return promised.deliveries().stream()
        .filter(delivery -> delivery.application().equals(application))
        .map(Delivery::objects)
        .flatMap(List::stream)
        .anyMatch(
            object ->
                GUARDED.contains(object.kind())
                    || object.kind().equals("CustomResourceDefinition")
                    || object.kind().startsWith("Application"));
  }
}
