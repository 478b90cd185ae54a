package platform.model.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import platform.model.manifests.KustomizationFile;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlTree;

/**
 * Which files nothing leads to, and which therefore never reach a cluster.
 *
 * @param unreferenced relative to the repository's root
 */
public record References(SortedSet<String> unreferenced) {
  /** What the platform's own programs read by its name. */
  private static final Set<String> READ_BY_NAME = Set.of("workload.yaml", "profile.yaml");

  /** Folders whose own folders are looked for by name: an environment, a profile, a sample. */
  private static final List<String> LOOKED_INTO =
      List.of("gitops/bootstrap", "gitops/environments", "gitops/profiles");

  public References {
    unreferenced = Collections.unmodifiableSortedSet(new TreeSet<>(unreferenced));
  }

  /** Follows what kustomizations and Applications name. */
  static References in(TreeReader reader) {
    var root = reader.root();
    var files = filesBelow(root.resolve("gitops"), root.resolve("sample-workloads"));
    var named = new HashSet<Path>();
    files.forEach(file -> addNamedBy(reader, file, named));
    LOOKED_INTO.forEach(folder -> addFoldersIn(root.resolve(folder), named));
    files.stream()
        .filter(file -> file.getFileName().toString().equals("workload.yaml"))
        .forEach(file -> named.add(file.getParent()));
    addFoldersIn(root.resolve("sample-workloads"), named);
    named.stream().toList().forEach(folder -> named.add(folder.resolve("base")));
    var unreferenced = new TreeSet<String>();
    for (Path file : files) {
      if (!isReached(file, named)) {
        unreferenced.add(YamlTree.nameOf(root, file));
      }
    }
    return new References(unreferenced);
  }

  private static boolean isReached(Path file, Set<Path> named) {
    String name = file.getFileName().toString();
    if (name.endsWith(".md") || READ_BY_NAME.contains(name)) {
      return true;
    }
    return named.contains(KustomizationFile.NAMES.contains(name) ? file.getParent() : file);
  }

  // Any text that names something that exists counts: kustomize has many fields for paths. An
  // Application's begins at the root, a kustomization's at its own folder.
  private static void addNamedBy(TreeReader reader, Path file, Set<Path> named) {
    boolean isKustomization = KustomizationFile.NAMES.contains(file.getFileName().toString());
    if (!file.toString().matches(".*\\.ya?ml") && !isKustomization) {
      return;
    }
    Path start = isKustomization ? file.getParent() : reader.root();
    try {
      reader.yaml(file).documents().stream()
          .flatMap(YamlNode::allTexts)
          .filter(text -> isKustomization || text.startsWith("gitops/"))
          .flatMap(text -> existing(start, text))
          .forEach(named::add);
    } catch (ManifestException unreadable) {
      // A finding of its own, wherever the file is read for what it says.
      return;
    }
  }

  private static Stream<Path> existing(Path start, String text) {
    if (text.isBlank() || text.length() > 1_000 || text.contains("\n") || text.contains("://")) {
      return Stream.empty();
    }
    try {
      return Stream.of(start.resolve(text).normalize()).filter(Files::exists);
    } catch (InvalidPathException noPath) {
      return Stream.empty();
    }
  }

  private static void addFoldersIn(Path folder, Set<Path> named) {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        entries.filter(Files::isDirectory).forEach(named::add);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }

  private static List<Path> filesBelow(Path... folders) {
    return Stream.of(folders)
        .filter(Files::isDirectory)
        .flatMap(
            folder -> {
              try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile).sorted().toList().stream();
              } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
              }
            })
        .toList();
  }
}
