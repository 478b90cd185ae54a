package platform.model.platform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;
import platform.model.manifests.YamlSequence;
import platform.model.workloads.Workload;

/** The ApplicationSet that makes an Application of each workload.yaml, as far as it is needed. */
record WorkloadGenerator(Optional<YamlMapping> template) {
  static WorkloadGenerator in(List<Manifest> manifests) {
    return new WorkloadGenerator(
        manifests.stream()
            .filter(manifest -> manifest.kind().equals("ApplicationSet"))
            .filter(WorkloadGenerator::readsWorkloads)
            .findFirst()
            .flatMap(manifest -> manifest.yaml().findMapping("spec", "template")));
  }

  private static boolean readsWorkloads(Manifest manifest) {
    return manifest.yaml().findSequence("spec", "generators").stream()
        .flatMap(generators -> generators.mappings().stream())
        .flatMap(generator -> generator.findSequence("git", "files").stream())
        .flatMap(files -> files.mappings().stream())
        .anyMatch(file -> file.text("path").endsWith("workload.yaml"));
  }

  /** The Components that are injected for a workload, relative to its overlay. */
  List<String> components(Workload workload) {
    return template
        .flatMap(each -> each.findSequence("spec", "source", "kustomize", "components"))
        .map(YamlSequence::texts)
        .orElse(List.of())
        .stream()
        .map(component -> filled(component, workload))
        .toList();
  }

  /** The AppProject that a workload's Application belongs to. */
  String project(Workload workload) {
    return template
        .flatMap(each -> each.findText("spec", "project"))
        .map(project -> filled(project, workload))
        .orElse(workload.name());
  }

  ExpectedApplication application(Workload workload) {
    var name = template.map(each -> each.text("metadata", "name")).orElse("{{ get . \"name\" }}");
    return new ExpectedApplication(
        filled(name, workload),
        ExpectedApplication.Origin.GENERATED,
        workload.location(),
        Optional.of(workload.namespace()),
        Optional.empty());
  }

  /** The Application as the controller writes it, but for what it adds itself. */
  Optional<Manifest> manifest(Workload workload) {
    return template.map(
        each -> {
          var filled = filled(each, workload).asMapping();
          return new Manifest(
              "argoproj.io/v1alpha1",
              "Application",
              filled.text("metadata", "name"),
              Optional.empty(),
              workload.location(),
              filled);
        });
  }

  private YamlNode filled(YamlNode node, Workload workload) {
    if (node instanceof YamlMapping mapping) {
      var entries = new LinkedHashMap<String, YamlMapping.Entry>();
      mapping
          .entries()
          .forEach(
              (key, entry) ->
                  entries.put(
                      key,
                      new YamlMapping.Entry(
                          key, entry.location(), filled(entry.value(), workload))));
      return new YamlMapping(mapping.location(), mapping.path(), entries);
    }
    if (node instanceof YamlSequence sequence) {
      return new YamlSequence(
          sequence.location(),
          sequence.path(),
          sequence.items().stream().map(item -> filled(item, workload)).toList());
    }
    var scalar = (YamlScalar) node;
    return scalar.kind() == YamlScalar.Kind.TEXT
        ? new YamlScalar(
            scalar.location(), scalar.path(), filled(scalar.text(), workload), scalar.kind())
        : scalar;
  }

  private String filled(String text, Workload workload) {
    var place = template.map(YamlMapping::location).orElse(workload.location());
    var element =
        Map.of(
            "name",
            workload.name(),
            "namespace",
            workload.namespace(),
            "profile",
            workload.profile());
    return new ElementTemplate(place, workload.folder(), element).fill(text);
  }
}
