package platform.model.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import platform.model.manifests.KustomizationFile;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlSequence;

/** Every document of every YAML file below {@code gitops/} and {@code sample-workloads/}. */
public record Sources(List<SourceDocument> documents) {
  private static final Set<String> OWN_FILES = Set.of("workload.yaml", "profile.yaml");
  private static final String OWN_GROUP = "capacity.platform/";
  private static final String KUSTOMIZE_GROUP = "kustomize.config.k8s.io/";

  public Sources {
    documents = List.copyOf(documents);
  }

  /** The documents with one role. */
  public Stream<SourceDocument> with(SourceDocument.Role role) {
    return documents.stream().filter(document -> document.role() == role);
  }

  static Sources in(TreeReader reader) {
    var root = reader.root();
    var files = new ArrayList<Path>();
    files.addAll(TreeReader.yamlFilesBelow(root.resolve("gitops")));
    files.addAll(TreeReader.yamlFilesBelow(root.resolve("sample-workloads")));
    var patches = new HashSet<Path>();
    var contents = new HashSet<Path>();
    for (var file : files) {
      if (KustomizationFile.NAMES.contains(file.getFileName().toString())) {
        reader
            .read(() -> reader.yaml(file).onlyMapping())
            .ifPresent(
                kustomization -> {
                  addPatches(file.getParent(), kustomization, patches);
                  addContents(file.getParent(), kustomization, contents);
                });
      }
    }
    var documents = new ArrayList<SourceDocument>();
    for (var file : files) {
      if (contents.contains(file)) {
        continue;
      }
      reader
          .read(() -> reader.yaml(file))
          .ifPresent(
              tree ->
                  tree.documents().stream()
                      .filter(YamlMapping.class::isInstance)
                      .map(YamlMapping.class::cast)
                      .map(yaml -> new SourceDocument(yaml, roleOf(file, yaml, patches)))
                      .forEach(documents::add));
    }
    return new Sources(documents);
  }

  private static SourceDocument.Role roleOf(Path file, YamlMapping yaml, Set<Path> patches) {
    var name = file.getFileName().toString();
    var apiVersion = yaml.find("apiVersion").stream().flatMap(each -> each.allTexts()).findFirst();
    if (KustomizationFile.NAMES.contains(name)
        || apiVersion.filter(each -> each.startsWith(KUSTOMIZE_GROUP)).isPresent()) {
      return SourceDocument.Role.KUSTOMIZATION;
    }
    if (OWN_FILES.contains(name)
        || apiVersion.filter(each -> each.startsWith(OWN_GROUP)).isPresent()) {
      return SourceDocument.Role.OWN;
    }
    return patches.contains(file) ? SourceDocument.Role.PATCH : SourceDocument.Role.OBJECT;
  }

  private static void addPatches(Path folder, YamlMapping kustomization, Set<Path> patches) {
    mappings(kustomization, "patches").stream()
        .flatMap(patch -> texts(patch, "path"))
        .map(path -> folder.resolve(path).normalize())
        .forEach(patches::add);
    kustomization.find("patchesStrategicMerge").stream()
        .flatMap(each -> each.allTexts())
        .filter(text -> !text.contains("\n"))
        .map(path -> folder.resolve(path).normalize())
        .forEach(patches::add);
  }

  // What a ConfigMap or Secret is made from, and how fields are carried from place to place.
  private static void addContents(Path folder, YamlMapping kustomization, Set<Path> contents) {
    for (var key : List.of("configMapGenerator", "secretGenerator", "replacements")) {
      kustomization.find(key).stream()
          .flatMap(each -> each.allTexts())
          .filter(text -> !text.contains("\n") && text.length() < 1_000)
          .map(text -> text.substring(text.indexOf('=') + 1))
          .map(path -> folder.resolve(path).normalize())
          .forEach(contents::add);
    }
  }

  private static List<YamlMapping> mappings(YamlMapping yaml, String key) {
    return yaml
        .find(key)
        .filter(YamlSequence.class::isInstance)
        .map(each -> ((YamlSequence) each).items())
        .orElse(List.of())
        .stream()
        .filter(YamlMapping.class::isInstance)
        .map(YamlMapping.class::cast)
        .toList();
  }

  private static Stream<String> texts(YamlMapping yaml, String key) {
    return yaml.find(key).stream().flatMap(each -> each.allTexts());
  }
}
