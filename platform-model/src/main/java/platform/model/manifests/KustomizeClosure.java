package platform.model.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Copies a kustomize folder and all that it refers to, each to the same place under a new root. */
final class KustomizeClosure {
  private final Path root;
  private final Path copy;
  private final Set<Path> taken = new HashSet<>();

  KustomizeClosure(Path root, Path copy) {
    this.root = root;
    this.copy = copy;
  }

  void add(Path path) {
    var source = path.normalize();
    if (!source.startsWith(root) || source.equals(root) || isTaken(source)) {
      return;
    }
    taken.add(source);
    copy(source);
    if (Files.isDirectory(source)) {
      kustomizationsBelow(source).forEach(this::addWhatItRefersTo);
    }
  }

  private boolean isTaken(Path source) {
    return Stream.iterate(source, folder -> folder != null, Path::getParent)
        .anyMatch(taken::contains);
  }

  // Any text that names something that exists may be a reference: kustomize has many fields for
  // them, and one file too many does no harm.
  private void addWhatItRefersTo(Path kustomization) {
    var folder = kustomization.getParent();
    try {
      YamlTree.read(root, kustomization).documents().stream()
          .flatMap(YamlNode::allTexts)
          .flatMap(text -> existing(folder, text))
          .forEach(this::add);
    } catch (ManifestException unreadable) {
      // Kustomize itself reports it, and only if the folder is used at all.
      return;
    }
  }

  private static Stream<Path> existing(Path folder, String text) {
    if (text.isBlank() || text.length() > 1_000 || text.contains("\n") || text.contains("://")) {
      return Stream.empty();
    }
    try {
      // Kustomize resolves "../x" against where a linked folder really lies.
      return Stream.of(folder.resolve(text).normalize()).filter(Files::exists);
    } catch (InvalidPathException noPath) {
      return Stream.empty();
    }
  }

  private static java.util.List<Path> kustomizationsBelow(Path folder) {
    try (var paths = Files.walk(folder)) {
      return paths
          .filter(path -> KustomizationFile.NAMES.contains(path.getFileName().toString()))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void copy(Path source) {
    try {
      Files.createDirectories(copy.resolve(root.relativize(source)).getParent());
      Files.walkFileTree(
          source,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
              Files.createDirectories(copy.resolve(root.relativize(folder)));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              var target = copy.resolve(root.relativize(file));
              if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                Files.copy(file, target, LinkOption.NOFOLLOW_LINKS);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't copy " + source + " to render it", unreadable);
    }
  }
}
