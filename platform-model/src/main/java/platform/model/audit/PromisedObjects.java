package platform.model.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import platform.model.audit.Promised.PromisedObject;
import platform.model.findings.Finding;
import platform.model.manifests.KustomizationFile;
import platform.model.manifests.Manifest;
import platform.model.manifests.ManifestException;
import platform.model.manifests.Renderer;
import platform.model.manifests.YamlFiles;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlSequence;
import platform.model.platform.GeneratedApplications;
import platform.model.platform.Platform;
import platform.model.platform.PlatformTree;
import platform.model.workloads.Workload;

/**
 * Goes through a tree as Argo CD does: from the root Application, which a hand applies, to the
 * folders of its children, each rendered with the Components that its Application injects.
 */
public final class PromisedObjects {
  /** The Application that everything comes through; applied from the same folder. */
  public static final String ROOT = "platform";

  private final YamlFiles files;
  private final Renderer renderer;
  private final Collection<Workload> workloads;
  private final Map<ObjectKey, PromisedObject> objects = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  private PromisedObjects(YamlFiles files, Renderer renderer, Collection<Workload> workloads) {
    this.files = files;
    this.renderer = renderer;
    this.workloads = workloads;
  }

  /** What the environment of a platform that was read from a tree has applied. */
  public static Promised of(Path repositoryRoot, Platform platform, Renderer renderer) {
    var files = new YamlFiles(repositoryRoot);
    var promised = new PromisedObjects(files, renderer, platform.workloads().values());
    promised.follow(
        files.root().resolve("gitops/bootstrap").resolve(platform.environment()), List.of(), ROOT);
    return promised.result();
  }

  private Promised result() {
    List<String> parameters =
        objects.values().stream()
            .map(object -> object.manifest().yaml())
            .flatMap(yaml -> yaml.findText("spec", "paramRef", "name").stream())
            .toList();
    var compared = new TreeMap<>(objects);
    compared
        .keySet()
        .removeIf(key -> key.kind() == AuditedKind.PARAMETERS && !parameters.contains(key.name()));
    return new Promised(compared, findings, skipped);
  }

  private void follow(Path folder, List<String> components, String application) {
    Optional<String> remote = remoteBase(folder);
    if (remote.isPresent()) {
      skipped.add(
          "what Application '%s' applies: its base is %s, which is not rendered here"
              .formatted(application, remote.get()));
      return;
    }
    List<Manifest> rendered;
    try {
      rendered = renderer.render(new Renderer.Request(files, folder, components));
    } catch (ManifestException unbuildable) {
      findings.add(unbuildable.finding(PlatformTree.READABLE));
      return;
    }
    rendered.forEach(manifest -> add(manifest, application));
    rendered.stream().filter(PromisedObjects::isApplication).forEach(this::followIfOfThisTree);
  }

  private void add(Manifest manifest, String application) {
    Optional<AuditedKind> kind = AuditedKind.of(manifest);
    if (kind.isEmpty()) {
      return;
    }
    put(kind.get(), manifest, application);
    if (kind.get() == AuditedKind.APPLICATION_SET) {
      try {
        GeneratedApplications.of(manifest, workloads)
            .forEach(each -> put(AuditedKind.APPLICATION, each, manifest.name()));
      } catch (ManifestException notUnderstood) {
        findings.add(notUnderstood.finding(PlatformTree.READABLE));
      }
    }
  }

  private void put(AuditedKind kind, Manifest manifest, String application) {
    // The projects come with the root Application and once more through it.
    objects.putIfAbsent(
        new ObjectKey(kind, manifest.name()), new PromisedObject(manifest, application));
  }

  private static boolean isApplication(Manifest manifest) {
    return AuditedKind.of(manifest).filter(AuditedKind.APPLICATION::equals).isPresent();
  }

  /** A chart has no folder here, or one in another repository. */
  private void followIfOfThisTree(Manifest application) {
    Optional<YamlMapping> source = application.yaml().findMapping("spec", "source");
    Optional<String> path = source.flatMap(each -> each.findText("path"));
    if (path.isEmpty() || !repositoryOf(application).equals(repositoryOfTheRoot())) {
      return;
    }
    follow(
        files.root().resolve(path.get()).normalize(),
        source
            .flatMap(each -> each.findSequence("kustomize", "components"))
            .map(YamlSequence::texts)
            .orElse(List.of()),
        application.name());
  }

  private Optional<String> repositoryOfTheRoot() {
    return Optional.ofNullable(objects.get(new ObjectKey(AuditedKind.APPLICATION, ROOT)))
        .flatMap(object -> repositoryOf(object.manifest()));
  }

  private static Optional<String> repositoryOf(Manifest application) {
    return application.yaml().findText("spec", "source", "repoURL");
  }

  private Optional<String> remoteBase(Path folder) {
    return KustomizationFile.NAMES.stream()
        .map(folder::resolve)
        .filter(file -> file.toFile().isFile())
        .findFirst()
        .flatMap(
            file ->
                files.read(file).documents().stream()
                    .filter(YamlMapping.class::isInstance)
                    .flatMap(document -> document.asMapping().findSequence("resources").stream())
                    .flatMap(YamlNode::allTexts)
                    .filter(resource -> resource.contains("://"))
                    .findFirst());
  }
}
