package platform.model.platform;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;
import platform.model.manifests.Renderer;
import platform.model.manifests.Renderer.Request;
import platform.model.manifests.YamlSequence;
import platform.model.workloads.Workload;

/**
 * Follows the tree as Argo CD does: the root Application, what it brings, and so on. What is on one
 * level is rendered together.
 */
final class DeliveryReading {
  private final TreeReader reader;
  private final Renderer renderer;
  private final WorkloadGenerator generator;
  private final Set<String> seen = new TreeSet<>();
  private final List<Delivery> deliveries = new ArrayList<>();

  /** An Application that is to be rendered. */
  private record Pending(Delivery unrendered, Request request, Location place) {}

  DeliveryReading(TreeReader reader, Renderer renderer, WorkloadGenerator generator) {
    this.reader = reader;
    this.renderer = renderer;
    this.generator = generator;
  }

  /**
   * @param whole whether to follow the root Application too
   */
  List<Delivery> read(String environment, Collection<Workload> workloads, boolean whole) {
    var first = new ArrayList<Pending>();
    if (whole) {
      first.add(bootstrapOf(environment));
    }
    workloads.forEach(workload -> pendingOf(workload).ifPresent(first::add));
    var level = List.copyOf(first);
    while (!level.isEmpty()) {
      level =
          renderAll(level).stream()
              .flatMap(delivery -> delivery.objects().stream())
              .filter(object -> whole && object.kind().equals("Application"))
              .flatMap(object -> reader.read(() -> pendingOf(object)).stream())
              .flatMap(Optional::stream)
              .toList();
    }
    return deliveries;
  }

  private Pending bootstrapOf(String environment) {
    var folder = "gitops/bootstrap/" + environment;
    var place = new Location(folder, 1);
    return new Pending(
        new Delivery("bootstrap", place, "", Optional.empty(), folder, Optional.empty(), List.of()),
        new Request(reader.files(), reader.root().resolve(folder), List.of()),
        place);
  }

  private Optional<Pending> pendingOf(Workload workload) {
    return reader.read(
        () -> {
          var overlay = reader.root().resolve(workload.folder());
          // A profile that does not exist is its own rule's finding; the rest is rendered.
          var components =
              generator.components(workload).stream()
                  .filter(component -> Files.isDirectory(overlay.resolve(component)))
                  .toList();
          var application = generator.application(workload);
          return new Pending(
              new Delivery(
                  application.name(),
                  workload.location(),
                  generator.project(workload),
                  Optional.of(workload.namespace()),
                  workload.folder(),
                  Optional.of(workload.name()),
                  List.of()),
              new Request(reader.files(), overlay, components),
              workload.location());
        });
  }

  private Optional<Pending> pendingOf(Manifest application) {
    var yaml = application.yaml();
    var source = yaml.findMapping("spec", "source");
    var path = source.flatMap(each -> each.findText("path"));
    if (path.isEmpty() || !seen.add(application.name())) {
      return Optional.empty();
    }
    var place = yaml.locationOf("spec", "source", "path");
    var folder = reader.root().resolve(path.get()).normalize();
    if (!folder.startsWith(reader.root()) || !Files.isDirectory(folder)) {
      reader.fail(
          Finding.error(
              PlatformTree.READABLE,
              place,
              "Application '%s' is to bring '%s', and there is no such folder"
                  .formatted(application.name(), path.get()),
              "correct the path, which begins at the repository's root"));
      return Optional.empty();
    }
    var components =
        source
            .flatMap(each -> each.findSequence("kustomize", "components"))
            .map(YamlSequence::texts)
            .orElse(List.of());
    return Optional.of(
        new Pending(
            new Delivery(
                application.name(),
                application.location(),
                yaml.findText("spec", "project").orElse("default"),
                yaml.findText("spec", "destination", "namespace"),
                path.get(),
                Optional.empty(),
                List.of()),
            new Request(reader.files(), folder, components),
            place));
  }

  private List<Delivery> renderAll(List<Pending> level) {
    var outcomes = renderer.renderAll(level.stream().map(Pending::request).distinct().toList());
    var rendered = new ArrayList<Delivery>();
    for (var pending : level) {
      reader
          .read(() -> outcomes.get(pending.request()).manifests())
          .ifPresent(
              objects -> {
                var unrendered = pending.unrendered();
                rendered.add(
                    new Delivery(
                        unrendered.application(),
                        unrendered.location(),
                        unrendered.project(),
                        unrendered.namespace(),
                        unrendered.folder(),
                        unrendered.workload(),
                        objects));
              });
    }
    deliveries.addAll(rendered);
    return rendered;
  }
}
