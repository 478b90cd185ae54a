package platform.model.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import platform.model.capacity.NodeClass;
import platform.model.capacity.NodePool;
import platform.model.capacity.Profile;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;
import platform.model.manifests.Renderer;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlTree;
import platform.model.workloads.Workload;

/** Reads the tree under {@code gitops/} into the picture of one environment. */
public final class PlatformTree {
  /** The rule behind what can't be read. */
  public static final String READABLE = "manifests-are-readable";

  /** The rule behind keys that our own files don't have. */
  public static final String KNOWN_KEYS = "keys-are-known";

  /** The rule behind names that are given twice. */
  public static final String UNIQUE_NAMES = "names-are-unique";

  private static final List<String> ALWAYS_THE_PLATFORMS =
      List.of("argocd", "karpenter", "kube-system");

  private final Path root;
  private final String environment;
  private final Renderer renderer;
  private final TreeReader reader;
  private final TreeSet<String> unreadableProfiles = new TreeSet<>();

  private PlatformTree(Path root, String environment, Renderer renderer) {
    this.root = root;
    this.environment = environment;
    this.renderer = renderer;
    this.reader = new TreeReader(root);
  }

  /**
   * Reads one environment; what is wrong in single files becomes findings. Of what Applications
   * bring, only the workloads' is rendered.
   *
   * @throws PlatformTreeException if there is no {@code gitops/} or no such environment
   */
  public static Reading read(Path repositoryRoot, String environment, Renderer renderer) {
    return read(repositoryRoot, environment, renderer, false);
  }

  /**
   * The same with all that Argo CD would apply.
   *
   * @throws PlatformTreeException if there is no {@code gitops/} or no such environment
   */
  public static Reading readWhole(Path repositoryRoot, String environment, Renderer renderer) {
    return read(repositoryRoot, environment, renderer, true);
  }

  private static Reading read(
      Path repositoryRoot, String environment, Renderer renderer, boolean whole) {
    var root = repositoryRoot.toAbsolutePath().normalize();
    if (!Files.isDirectory(root.resolve("gitops"))) {
      throw new PlatformTreeException(
          root + " holds no folder 'gitops'", "name the root of a clone of this repository");
    }
    var environments = new Choices(environments(root));
    if (!environments.words().contains(environment)) {
      throw new PlatformTreeException(
          "unknown environment '" + environment + "'",
          environments.remedyFor(environment, "environments"));
    }
    return new PlatformTree(root, environment, renderer).read(whole);
  }

  /** The environments that a repository has, by name. */
  public static List<String> environments(Path repositoryRoot) {
    return TreeReader.foldersIn(repositoryRoot.resolve("gitops/environments")).stream()
        .filter(folder -> Files.exists(folder.resolve("settings.yaml")))
        .map(folder -> folder.getFileName().toString())
        .toList();
  }

  private Reading read(boolean whole) {
    environmentsWithoutSettings();
    var settings = settings();
    var profiles = profiles();
    var nodePools = capacity("NodePool", NodePool::from, NodePool::name, NodePool::location);
    var nodeClasses =
        capacity("EC2NodeClass", NodeClass::from, NodeClass::name, NodeClass::location);
    var generator =
        reader
            .read(() -> WorkloadGenerator.in(reader.manifestsBelow("gitops/argo/applicationsets")))
            .orElseGet(() -> new WorkloadGenerator(Optional.empty()));
    var chosen = workloads();
    var deliveries =
        new DeliveryReading(reader, renderer, generator).read(environment, chosen.values(), whole);
    var workloads = rendered(chosen, deliveries);
    var applications = new ArrayList<ExpectedApplication>();
    applications.addAll(applications("gitops/bootstrap", ExpectedApplication.Origin.ROOT));
    applications.addAll(applications("gitops/argo/applications", ExpectedApplication.Origin.CHILD));
    workloads
        .values()
        .forEach(
            workload ->
                reader.read(() -> generator.application(workload)).ifPresent(applications::add));
    var platform =
        new Platform(
            settings,
            profiles,
            nodePools,
            nodeClasses,
            workloads,
            applications,
            reader
                .read(() -> Surface.in(reader.manifestsBelow("gitops/apps/platform/traefik")))
                .orElseGet(() -> new Surface(new TreeMap<>(), new TreeMap<>())),
            platformNamespaces(applications, workloads),
            unreadableProfiles,
            guardrails(),
            ownership(),
            References.in(reader),
            whole ? Sources.in(reader) : new Sources(List.of()),
            whole ? deliveries : List.of(),
            !reader.hasFailed());
    return new Reading(platform, reader.findings());
  }

  /** An environment that has lost its settings would pass as one that never was. */
  private void environmentsWithoutSettings() {
    var known = environments(root);
    var places = new TreeMap<String, Path>();
    for (var workload : TreeReader.foldersIn(root.resolve("gitops/apps/workloads"))) {
      TreeReader.foldersIn(workload.resolve("overlays"))
          .forEach(overlay -> places.putIfAbsent(overlay.getFileName().toString(), overlay));
    }
    places.keySet().removeAll(known);
    places.forEach(
        (name, folder) ->
            reader.add(
                Finding.error(
                    READABLE,
                    new Location(YamlTree.nameOf(root, folder), 1),
                    "environment '%s' has no gitops/environments/%s/settings.yaml"
                        .formatted(name, name),
                    "restore it, or remove all of the environment; environments: "
                        + String.join(", ", known))));
  }

  private Settings settings() {
    var file = root.resolve("gitops/environments").resolve(environment).resolve("settings.yaml");
    var place = new Location(YamlTree.nameOf(root, file), 1);
    return reader
        .read(() -> settings(reader.yaml(file).onlyMapping()))
        .orElseGet(() -> new Settings(environment, new TreeMap<>(), new TreeMap<>(), place));
  }

  private Settings settings(YamlMapping yaml) {
    var data = yaml.mapping("data");
    reader.addAll(data.unknownKeys(KNOWN_KEYS, Settings.KEYS));
    var places = new TreeMap<String, Location>();
    data.entries().forEach((key, entry) -> places.put(key, entry.location()));
    var settings = new Settings(environment, data.texts(), places, yaml.locationOf("data"));
    Settings.KEYS.stream()
        .filter(key -> settings.find(key).isEmpty())
        .sorted()
        .map(
            key ->
                Finding.error(
                    KNOWN_KEYS,
                    settings.location(),
                    "the setting '" + key + "' is missing",
                    "add it"))
        .forEach(reader::add);
    if (!settings.find("environment").equals(Optional.of(environment))) {
      reader.add(
          Finding.error(
              READABLE,
              yaml.locationOf("data", "environment"),
              "the environment is '"
                  + settings.find("environment").orElse("")
                  + "', its folder '"
                  + environment
                  + "'",
              "write the folder's name"));
    }
    return settings;
  }

  private SortedMap<String, Profile> profiles() {
    var profiles = new TreeMap<String, Profile>();
    for (var folder : TreeReader.foldersIn(root.resolve("gitops/profiles"))) {
      reader
          .read(() -> profile(folder))
          .ifPresentOrElse(
              profile -> profiles.put(profile.name(), profile),
              () -> unreadableProfiles.add(folder.getFileName().toString()));
    }
    return profiles;
  }

  private Profile profile(Path folder) {
    var yaml = reader.yaml(folder.resolve("profile.yaml")).onlyMapping();
    reader.addAll(Profile.unknownKeys(yaml, KNOWN_KEYS));
    var profile = Profile.from(yaml);
    mustBeNamedAs(folder, profile.name(), profile.location(), "profile");
    return profile;
  }

  private <T> SortedMap<String, T> capacity(
      String kind,
      Function<Manifest, T> reading,
      Function<T, String> name,
      Function<T, Location> location) {
    var found = new TreeMap<String, T>();
    for (var manifest : reader.manifestsBelow("gitops/apps/platform/capacity")) {
      if (!manifest.kind().equals(kind)) {
        continue;
      }
      reader
          .read(() -> reading.apply(manifest))
          .ifPresent(
              each -> {
                var first = found.putIfAbsent(name.apply(each), each);
                if (first != null) {
                  reader.add(
                      Finding.error(
                          UNIQUE_NAMES,
                          location.apply(each),
                          kind
                              + " '"
                              + name.apply(each)
                              + "' is declared twice, first at "
                              + location.apply(first),
                          "keep one of the two"));
                }
              });
    }
    return found;
  }

  private SortedMap<String, Workload> workloads() {
    var workloads = new TreeMap<String, Workload>();
    for (var folder : TreeReader.foldersIn(root.resolve("gitops/apps/workloads"))) {
      var overlay = folder.resolve("overlays").resolve(environment);
      // A workload need not be in every environment.
      if (Files.exists(overlay.resolve("workload.yaml"))) {
        reader
            .read(() -> workload(folder, overlay))
            .ifPresent(workload -> workloads.put(workload.name(), workload));
      }
    }
    return workloads;
  }

  private SortedMap<String, Workload> rendered(
      SortedMap<String, Workload> workloads, List<Delivery> deliveries) {
    var rendered = new TreeMap<>(workloads);
    for (var delivery : deliveries) {
      delivery
          .workload()
          .ifPresent(
              name ->
                  reader
                      .read(() -> workloads.get(name).rendered(delivery.objects()))
                      .ifPresent(workload -> rendered.put(name, workload)));
    }
    return rendered;
  }

  private Workload workload(Path folder, Path overlay) {
    var yaml = reader.yaml(overlay.resolve("workload.yaml")).onlyMapping();
    reader.addAll(yaml.unknownKeys(KNOWN_KEYS, Workload.KEYS));
    var workload = Workload.from(yaml, YamlTree.nameOf(root, overlay));
    mustBeNamedAs(folder, workload.name(), yaml.locationOf("name"), "workload");
    return workload;
  }

  private Optional<Guardrails> guardrails() {
    var manifests = reader.manifestsBelow("gitops/apps/platform/guardrails");
    var parameters =
        manifests.stream()
            .filter(each -> each.kind().equals("ConfigMap") && each.name().equals("guardrails"))
            .findFirst();
    var namespaces =
        manifests.stream().filter(each -> each.kind().equals("PlatformNamespaces")).findFirst();
    return parameters.isEmpty() || namespaces.isEmpty()
        ? Optional.empty()
        : reader.read(() -> Guardrails.of(parameters.get(), namespaces.get()));
  }

  private Ownership ownership() {
    var paths = new TreeSet<String>();
    for (var folder : List.of("gitops", "sample-workloads")) {
      TreeReader.filesBelow(root.resolve(folder))
          .forEach(file -> paths.add(YamlTree.nameOf(root, file)));
    }
    var file = root.resolve(Ownership.FILE);
    if (!Files.exists(file)) {
      return new Ownership(Optional.empty(), List.of(), paths);
    }
    try {
      return new Ownership(
          Optional.of(new Location(Ownership.FILE, 1)),
          Ownership.linesOf(Files.readAllLines(file)),
          paths);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private List<ExpectedApplication> applications(String folder, ExpectedApplication.Origin origin) {
    return reader.manifestsBelow(folder).stream()
        .filter(manifest -> manifest.kind().equals("Application"))
        .flatMap(manifest -> reader.read(() -> application(manifest, origin)).stream())
        .toList();
  }

  private static ExpectedApplication application(
      Manifest manifest, ExpectedApplication.Origin origin) {
    var yaml = manifest.yaml();
    var sources = new ArrayList<YamlMapping>();
    yaml.findMapping("spec", "source").ifPresent(sources::add);
    yaml.findSequence("spec", "sources").ifPresent(each -> sources.addAll(each.mappings()));
    var chart =
        sources.stream()
            .filter(source -> source.find("helm").isPresent() || source.find("chart").isPresent())
            .map(PlatformTree::chart)
            .findFirst();
    return new ExpectedApplication(
        manifest.name(),
        origin,
        manifest.location(),
        yaml.findText("spec", "destination", "namespace"),
        chart);
  }

  private static ExpectedApplication.Chart chart(YamlMapping source) {
    return new ExpectedApplication.Chart(
        // A chart from a Git repository is known by the last part of its path.
        source
            .findText("chart")
            .or(() -> source.findText("path"))
            .map(path -> path.substring(path.lastIndexOf('/') + 1))
            .orElse(""),
        source.findMapping("helm", "valuesObject"),
        source.location());
  }

  private static TreeSet<String> platformNamespaces(
      List<ExpectedApplication> applications, SortedMap<String, Workload> workloads) {
    var namespaces = new TreeSet<>(ALWAYS_THE_PLATFORMS);
    applications.stream()
        .filter(each -> each.origin() != ExpectedApplication.Origin.GENERATED)
        .flatMap(each -> each.destinationNamespace().stream())
        .filter(namespace -> !namespace.equals("default"))
        .forEach(namespaces::add);
    workloads.values().stream().map(Workload::namespace).forEach(namespaces::remove);
    return namespaces;
  }

  private void mustBeNamedAs(Path folder, String name, Location location, String what) {
    var expected = folder.getFileName().toString();
    if (!name.equals(expected)) {
      reader.add(
          Finding.error(
              READABLE,
              location,
              "the " + what + " is named '" + name + "', its folder '" + expected + "'",
              "give both the same name"));
    }
  }
}
