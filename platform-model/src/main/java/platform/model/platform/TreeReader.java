package platform.model.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlFiles;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlTree;

/** Reads files of one tree; what can't be read becomes a finding, once. */
final class TreeReader {
  private final YamlFiles files;
  private final List<Finding> findings = new ArrayList<>();
  private boolean failed;

  TreeReader(Path root) {
    this.files = new YamlFiles(root);
  }

  YamlFiles files() {
    return files;
  }

  Path root() {
    return files.root();
  }

  List<Finding> findings() {
    return findings;
  }

  /** Whether something could not be read, so that what seems missing may be in it. */
  boolean hasFailed() {
    return failed;
  }

  /** As {@link #add}, of something that stays unread for it. */
  void fail(Finding finding) {
    failed = true;
    add(finding);
  }

  void add(Finding finding) {
    findings.add(finding);
  }

  void addAll(List<Finding> more) {
    findings.addAll(more);
  }

  YamlTree yaml(Path file) {
    return files.read(file);
  }

  /** What reading gives, or a finding and nothing. */
  <T> Optional<T> read(Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (ManifestException unreadable) {
      fail(unreadable.finding(PlatformTree.READABLE));
      return Optional.empty();
    }
  }

  /** All objects in the files below a folder. */
  List<Manifest> manifestsBelow(String folder) {
    var manifests = new ArrayList<Manifest>();
    for (var file : yamlFilesBelow(root().resolve(folder))) {
      read(() -> yaml(file))
          .ifPresent(
              tree ->
                  tree.documents().stream()
                      .filter(YamlMapping.class::isInstance)
                      .map(YamlMapping.class::cast)
                      .filter(document -> document.find("metadata").isPresent())
                      .flatMap(document -> read(() -> Manifest.of(document)).stream())
                      .forEach(manifests::add));
    }
    return manifests;
  }

  static List<Path> yamlFilesBelow(Path folder) {
    return filesBelow(folder).stream()
        .filter(file -> file.getFileName().toString().matches(".*\\.ya?ml|Kustomization"))
        .toList();
  }

  static List<Path> filesBelow(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> !Files.isDirectory(file)).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static List<Path> foldersIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
