package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/**
 * Each AppProject lists what may come, from where and to which namespaces; a tenant has one, and it
 * is closed to all that is the platform's.
 */
public final class ProjectsAreClosed implements TreeRule {
  private static final Set<String> THE_PLATFORMS =
      Set.of(
          "ResourceQuota",
          "LimitRange",
          "Role",
          "RoleBinding",
          "DaemonSet",
          "ReplicaSet",
          "Pod",
          "Namespace",
          "Application",
          "ApplicationSet",
          "AppProject");

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A wildcard lets a chart or a tenant bring a role, a quota or a cluster-wide object that nobody reviewed.",
        "List repositories, kinds and namespaces one by one; only the platform project may name every namespace.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var names = new TreeSet<String>();
    for (var project : Rendered.objects(promised, "AppProject")) {
      if (names.add(project.name())) {
        check(project, promised, findings);
      }
    }
    if (!names.isEmpty() && promised.isComplete()) {
      for (var delivery : promised.deliveries()) {
        if (!delivery.project().isEmpty() && !names.contains(delivery.project())) {
          findings.add(
              Finding.error(
                  id(),
                  delivery.location(),
                  "Application '%s' is of project '%s', which does not exist"
                      .formatted(delivery.application(), delivery.project()),
                  new Choices(names).remedyFor(delivery.project(), "projects")));
        }
      }
    }
    return findings;
  }

  private void check(Manifest project, Platform promised, List<Finding> findings) {
    var yaml = project.yaml();
    wildcard(project, "sourceRepos", findings);
    checkServers(project, findings);
    for (var key : List.of("clusterResourceWhitelist", "namespaceResourceWhitelist")) {
      for (var each : Rendered.itemsOf(yaml, "spec", key)) {
        if (each.allTexts().anyMatch("*"::equals)) {
          findings.add(
              Finding.error(
                  id(),
                  each.location(),
                  "AppProject '%s' allows every kind in %s".formatted(project.name(), key),
                  "list the kinds"));
        }
      }
    }
    if (project.name().equals("platform") || project.name().equals("default")) {
      checkDefault(project, findings);
      return;
    }
    checkTenant(project, promised, findings);
  }

  private void checkServers(Manifest project, List<Finding> findings) {
    for (var destination : Rendered.itemsOf(project.yaml(), "spec", "destinations")) {
      if (!destination.findText("server").equals(Optional.of("https://kubernetes.default.svc"))) {
        findings.add(
            Finding.error(
                id(),
                location(destination, "server"),
                "AppProject '%s' allows another cluster".formatted(project.name()),
                "allow https://kubernetes.default.svc only"));
      }
    }
  }

  private void checkDefault(Manifest project, List<Finding> findings) {
    for (var key : List.of("sourceRepos", "destinations", "clusterResourceWhitelist")) {
      boolean isOpen =
          project
              .yaml()
              .findSequence("spec", key)
              .filter(each -> !each.items().isEmpty())
              .isPresent();
      if (project.name().equals("default") && isOpen) {
        findings.add(
            Finding.error(
                id(),
                project.yaml().locationOf("spec", key),
                "the project that an Application without one falls into is open: %s".formatted(key),
                "leave it empty"));
      }
    }
  }

  private void checkTenant(Manifest project, Platform promised, List<Finding> findings) {
    var yaml = project.yaml();
    if (!Rendered.itemsOf(yaml, "spec", "clusterResourceWhitelist").isEmpty()) {
      findings.add(
          Finding.error(
              id(),
              yaml.locationOf("spec", "clusterResourceWhitelist"),
              "AppProject '%s' of a tenant allows cluster-wide kinds".formatted(project.name()),
              "remove them: they are the platform's"));
    }
    var kinds = Rendered.itemsOf(yaml, "spec", "namespaceResourceWhitelist");
    if (kinds.isEmpty()) {
      findings.add(
          Finding.error(
              id(),
              yaml.locationOf("spec", "namespaceResourceWhitelist"),
              "AppProject '%s' lists no kinds, which allows all".formatted(project.name()),
              "list those that the tenant brings"));
    }
    for (var kind : kinds) {
      if (kind.findText("kind").filter(THE_PLATFORMS::contains).isPresent()) {
        findings.add(
            Finding.error(
                id(),
                kind.location(),
                "AppProject '%s' lets a tenant bring a %s"
                    .formatted(project.name(), kind.text("kind")),
                "remove it: it is the platform's"));
      }
    }
    checkDestinations(project, promised, findings);
  }

  private void checkDestinations(Manifest project, Platform promised, List<Finding> findings) {
    for (var destination : Rendered.itemsOf(project.yaml(), "spec", "destinations")) {
      var namespace = destination.findText("namespace").orElse("*");
      boolean isItsOwn =
          Optional.ofNullable(promised.workloads().get(project.name()))
              .map(workload -> workload.namespace().equals(namespace))
              .orElse(namespace.equals(project.name()));
      if (!isItsOwn) {
        findings.add(
            Finding.error(
                id(),
                location(destination, "namespace"),
                "AppProject '%s' of a tenant allows the namespace '%s'"
                    .formatted(project.name(), namespace),
                "allow its own namespace only"));
      }
    }
  }

  private static platform.model.findings.Location location(YamlMapping yaml, String key) {
    return yaml.locationOf(key);
  }

  private void wildcard(Manifest project, String key, List<Finding> findings) {
    project
        .yaml()
        .findSequence("spec", key)
        .ifPresent(
            list ->
                list.items().stream()
                    .filter(item -> item.allTexts().anyMatch(text -> text.contains("*")))
                    .forEach(
                        item ->
                            findings.add(
                                Finding.error(
                                    id(),
                                    item.location(),
                                    "AppProject '%s' allows every repository that matches a wildcard"
                                        .formatted(project.name()),
                                    "name the repositories"))));
  }
}
