package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Delivery;
import platform.model.platform.Platform;
import platform.model.schemas.SchemaCatalogue;

/**
 * Each Application takes its source from a repository and goes to a place that its AppProject
 * lists, and what a project lists are kinds that there are.
 */
public final class ApplicationsAreAllowedByTheirProject implements TreeRule {
  private static final Set<String> CLUSTER_WIDE =
      Set.of(
          "ClusterRole",
          "ClusterRoleBinding",
          "CustomResourceDefinition",
          "EC2NodeClass",
          "IngressClass",
          "Namespace",
          "NodePool",
          "PriorityClass",
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionPolicyBinding");

  private final SchemaCatalogue schemas;

  /**
   * @param schemas of all kinds that there are
   */
  public ApplicationsAreAllowedByTheirProject(SchemaCatalogue schemas) {
    this.schemas = schemas;
  }

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Argo CD refuses an Application whose project does not list its repository and its destination, and a kind that is"
            + " misspelt in the list is as good as not there.",
        "Add what is missing to the AppProject, or correct the Application.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var projects = Rendered.objects(promised, "AppProject");
    for (var project : projects.stream().distinct().toList()) {
      for (var key : List.of("clusterResourceWhitelist", "namespaceResourceWhitelist")) {
        Rendered.itemsOf(project.yaml(), "spec", key)
            .forEach(each -> checkKind(project, each, findings));
      }
    }
    for (var application : Rendered.objects(promised, "Application")) {
      projectOf(application.yaml(), projects)
          .ifPresent(project -> check(application, project, findings));
    }
    var repository =
        Rendered.objects(promised, "ApplicationSet").stream()
            .flatMap(
                each ->
                    each.yaml().findText("spec", "template", "spec", "source", "repoURL").stream())
            .findFirst();
    for (var delivery : promised.deliveries()) {
      projects.stream()
          .filter(project -> project.name().equals(delivery.project()))
          .findFirst()
          .ifPresent(project -> checkClusterWide(delivery, project, findings));
      if (delivery.isOfAWorkload() && repository.isPresent()) {
        projects.stream()
            .filter(project -> project.name().equals(delivery.project()))
            .findFirst()
            .ifPresent(project -> checkRepository(project, repository.get(), findings));
      }
    }
    return findings.stream().distinct().toList();
  }

  private static Optional<Manifest> projectOf(YamlMapping application, List<Manifest> projects) {
    var name = application.findText("spec", "project").orElse("default");
    return projects.stream().filter(project -> project.name().equals(name)).findFirst();
  }

  private void checkKind(Manifest project, YamlMapping each, List<Finding> findings) {
    var kind = each.findText("kind").orElse("");
    var group = each.findText("group").orElse("");
    boolean exists =
        schemas.versionsOf(kind).stream()
            .map(version -> version.contains("/") ? version.replaceFirst("/.*", "") : "")
            .anyMatch(group::equals);
    if (!schemas.isEmpty() && !exists && !kind.equals("*")) {
      findings.add(
          Finding.error(
              id(),
              each.location(),
              "AppProject '%s' lists the kind '%s' of '%s', and there is none"
                  .formatted(project.name(), kind, group),
              "correct group and kind"));
    }
  }

  private void checkClusterWide(Delivery delivery, Manifest project, List<Finding> findings) {
    var listed = Rendered.itemsOf(project.yaml(), "spec", "clusterResourceWhitelist");
    delivery.objects().stream()
        .filter(object -> CLUSTER_WIDE.contains(object.kind()))
        .filter(
            object ->
                listed.stream()
                    .noneMatch(each -> each.findText("kind").equals(Optional.of(object.kind()))))
        .map(
            object ->
                Finding.error(
                    id(),
                    project.yaml().locationOf("spec", "clusterResourceWhitelist"),
                    "AppProject '%s' does not list the cluster-wide kind %s of Application '%s'"
                        .formatted(project.name(), object.kind(), delivery.application()),
                    "add it to spec.clusterResourceWhitelist"))
        .distinct()
        .forEach(findings::add);
  }

  private void check(Manifest application, Manifest project, List<Finding> findings) {
    application
        .yaml()
        .findText("spec", "source", "repoURL")
        .ifPresent(repository -> checkRepository(project, repository, findings));
    var namespace = application.yaml().findText("spec", "destination", "namespace").orElse("");
    boolean isAllowed =
        Rendered.itemsOf(project.yaml(), "spec", "destinations").stream()
            .flatMap(each -> each.findText("namespace").stream())
            .anyMatch(each -> each.equals("*") || each.equals(namespace));
    if (!isAllowed) {
      findings.add(
          Finding.error(
              id(),
              project.yaml().locationOf("spec", "destinations"),
              "AppProject '%s' does not list the namespace '%s' of Application '%s'"
                  .formatted(project.name(), namespace, application.name()),
              "add it to spec.destinations"));
    }
  }

  private void checkRepository(Manifest project, String repository, List<Finding> findings) {
    if (!Rendered.textsOf(project.yaml(), "spec", "sourceRepos").contains(repository)) {
      findings.add(
          Finding.error(
              id(),
              project.yaml().locationOf("spec", "sourceRepos"),
              "AppProject '%s' does not list the repository '%s'"
                  .formatted(project.name(), repository),
              "add it to spec.sourceRepos"));
    }
  }
}
