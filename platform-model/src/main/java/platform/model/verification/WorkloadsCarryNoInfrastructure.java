package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlSequence;
import platform.model.manifests.YamlTree;
import platform.model.platform.Platform;
import platform.model.platform.SourceDocument;

/** Files of workloads and samples say nothing about nodes: that is what the profile is for. */
public final class WorkloadsCarryNoInfrastructure implements TreeRule {
  private static final List<String> FOLDERS =
      List.of("gitops/apps/workloads/", "sample-workloads/");
  private static final List<List<String>> FIELDS =
      List.of(
          List.of("nodeSelector"),
          List.of("nodeName"),
          List.of("affinity", "nodeAffinity"),
          List.of("tolerations"),
          List.of("topologySpreadConstraints"),
          List.of("schedulerName"),
          List.of("priorityClassName"),
          List.of("priority"),
          List.of("preemptionPolicy"),
          List.of("runtimeClassName"),
          List.of("resourceClaims"),
          List.of("overhead"),
          List.of("hostNetwork"),
          List.of("hostPID"),
          List.of("hostIPC"));

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A workload that says where it runs, by whom it is scheduled or before whom it goes no longer follows its profile, and the admission policies refuse it.",
        "Remove the field; if the profile does not offer what is needed, ask for one that does.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var document : promised.sources().documents()) {
      if (FOLDERS.stream().anyMatch(document.file()::startsWith)) {
        objectsIn(document).forEach(object -> check(object, findings));
        componentsIn(document).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private Optional<Finding> componentsIn(SourceDocument document) {
    return document.role() == SourceDocument.Role.KUSTOMIZATION
            && document.yaml().find("components").isPresent()
        ? Optional.of(
            Finding.error(
                id(),
                document.yaml().locationOf("components"),
                "a workload names a Component itself",
                "remove it: the Application injects the one of the profile that workload.yaml names"))
        : Optional.empty();
  }

  /** The document, or the patches that a kustomization holds in place. */
  private static Stream<YamlMapping> objectsIn(SourceDocument document) {
    return switch (document.role()) {
      case OBJECT, PATCH -> Stream.of(document.yaml());
      case OWN -> Stream.empty();
      case KUSTOMIZATION -> inlinePatches(document);
    };
  }

  private static Stream<YamlMapping> inlinePatches(SourceDocument document) {
    return document.yaml().findSequence("patches").stream()
        .flatMap(patches -> patches.mappings().stream())
        .flatMap(
            patch ->
                patch.find("patch").stream()
                    .flatMap(text -> parsed(text.asText(), patch.locationOf("patch"))));
  }

  private static Stream<YamlMapping> parsed(String text, Location place) {
    try {
      return YamlTree.parse(place.file(), "\n".repeat(place.line()) + text).documents().stream()
          .filter(YamlMapping.class::isInstance)
          .map(YamlMapping.class::cast);
    } catch (ManifestException noYaml) {
      // Kustomize says so.
      return Stream.empty();
    }
  }

  private void check(YamlMapping object, List<Finding> findings) {
    var kind = object.findText("kind").orElse("");
    if (kind.equals("DaemonSet")) {
      findings.add(
          Finding.error(
              id(),
              object.locationOf("kind"),
              "a workload brings a DaemonSet, which runs on every node whoever it was made for",
              "use a Deployment; what belongs on every node is the platform's"));
    }
    if (kind.equals("PodDisruptionBudget")) {
      findings.add(
          Finding.error(
              id(),
              object.locationOf("kind"),
              "a workload brings a PodDisruptionBudget beside its profile's, and pods of two can't be evicted",
              "remove it: the profile's Component brings one"));
    }
    template(object, kind)
        .ifPresent(
            template -> {
              template
                  .findMapping("spec")
                  .ifPresent(
                      spec -> {
                        FIELDS.forEach(field -> check(spec, field, findings));
                        neighbours(spec).forEach(term -> checkNeighbours(term, findings));
                      });
              template
                  .findMapping("metadata", "labels")
                  .ifPresent(labels -> checkLabels(labels, findings));
            });
  }

  private static Optional<YamlMapping> template(YamlMapping object, String kind) {
    return switch (kind) {
      case "Pod" -> Optional.of(object);
      case "CronJob" -> object.findMapping("spec", "jobTemplate", "spec", "template");
      default ->
          object
              .findAt("spec")
              .filter(YamlMapping.class::isInstance)
              .flatMap(spec -> ((YamlMapping) spec).find("template"))
              .filter(YamlMapping.class::isInstance)
              .map(YamlMapping.class::cast);
    };
  }

  private void check(YamlMapping spec, List<String> field, List<Finding> findings) {
    var keys = field.toArray(String[]::new);
    var value = spec.findAt(keys);
    boolean isEmptyList =
        value
            .filter(each -> each instanceof YamlSequence list && list.items().isEmpty())
            .isPresent();
    if (value.isPresent() && !isEmptyList) {
      findings.add(
          Finding.error(
              id(),
              spec.locationOf(keys),
              "a workload sets '%s'".formatted(String.join(".", field)),
              "remove it: the profile in workload.yaml says where pods run"));
    }
  }

  /** What a pod says of the pods that it seeks or avoids. */
  private static Stream<YamlMapping> neighbours(YamlMapping spec) {
    return Stream.of("podAffinity", "podAntiAffinity")
        .flatMap(
            each ->
                Stream.concat(
                    Rendered.itemsOf(
                        spec, "affinity", each, "requiredDuringSchedulingIgnoredDuringExecution")
                        .stream(),
                    Rendered.itemsOf(
                            spec,
                            "affinity",
                            each,
                            "preferredDuringSchedulingIgnoredDuringExecution")
                        .stream()
                        .flatMap(weighted -> weighted.findMapping("podAffinityTerm").stream())));
  }

  private void checkNeighbours(YamlMapping term, List<Finding> findings) {
    Stream.of("namespaces", "namespaceSelector")
        .filter(key -> term.find(key).isPresent())
        .map(
            key ->
                Finding.error(
                    id(),
                    term.locationOf(key),
                    "a workload's affinity looks at pods of other namespaces, which it can keep from every node",
                    "remove '%s': pods seek or avoid those of their own namespace".formatted(key)))
        .forEach(findings::add);
  }

  private void checkLabels(YamlMapping labels, List<Finding> findings) {
    labels
        .entries()
        .forEach(
            (key, entry) -> {
              if (key.startsWith("capacity.platform/")
                  || key.startsWith("profile.capacity.platform/")) {
                findings.add(
                    Finding.error(
                        id(),
                        entry.location(),
                        "a workload sets the label '%s'".formatted(key),
                        "remove it: the profile's Component sets it"));
              }
            });
  }
}
