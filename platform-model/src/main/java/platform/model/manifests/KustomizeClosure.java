package platform.model.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import platform.model.findings.Choices;
import platform.model.findings.Location;

/** A kustomize folder and all that it refers to, as it was read: what a rendering depends on. */
final class KustomizeClosure {
  private final YamlFiles files;
  private final Path root;
  private final Map<String, Path> remotes;
  private final Set<Path> taken = new HashSet<>();
  private final Set<Path> required = new HashSet<>();
  private final SortedMap<Path, Content> contents = new TreeMap<>();

  private sealed interface Content {
    record Bytes(byte[] bytes) implements Content {}

    record Link(Path target) implements Content {}
  }

  /**
   * @param remotes local copies of what kustomizations name by URL
   */
  KustomizeClosure(YamlFiles files, Map<String, Path> remotes) {
    this.files = files;
    this.root = files.root();
    this.remotes = remotes;
  }

  /**
   * Takes a folder or file and what it leads to.
   *
   * @throws ManifestException if a kustomization names something that is not there
   */
  void add(Path path) {
    var source = path.normalize();
    if (!source.startsWith(root) || source.equals(root) || isTaken(source)) {
      return;
    }
    taken.add(source);
    read(source);
    if (Files.isDirectory(source)) {
      requireWhatIsNamedIn(source);
      kustomizationsBelow(source).forEach(this::addWhatItRefersTo);
    }
  }

  /**
   * Looks at every manifest before kustomize does, which has no line for what is wrong, and writes
   * out whatever aliases stand for until there is no memory left.
   *
   * @throws ManifestException if one can't be read
   */
  void requireReadable() {
    contents.keySet().stream()
        .filter(KustomizeClosure::isManifest)
        .map(root::resolve)
        .filter(Files::isRegularFile)
        .forEach(files::read);
  }

  /** A hash of all that was read, and of what it is for. */
  String key(String purpose) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(purpose.getBytes(StandardCharsets.UTF_8));
      contents.forEach(
          (path, content) -> {
            var bytes =
                content instanceof Content.Bytes file
                    ? file.bytes()
                    : ((Content.Link) content).target().toString().getBytes(StandardCharsets.UTF_8);
            var head =
                "\0%s %s %d\0".formatted(content.getClass().getSimpleName(), path, bytes.length);
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Writes all of it below another root. */
  void writeTo(Path copy) {
    try {
      for (var entry : contents.entrySet()) {
        var target = copy.resolve(entry.getKey().toString());
        Files.createDirectories(target.getParent());
        if (entry.getValue() instanceof Content.Bytes file) {
          Files.write(target, file.bytes());
        } else {
          Files.createSymbolicLink(target, ((Content.Link) entry.getValue()).target());
        }
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException("can't write a copy to render in " + copy, unwritable);
    }
  }

  private static boolean isManifest(Path place) {
    var name = place.getFileName().toString();
    return name.endsWith(".yaml")
        || name.endsWith(".yml")
        || KustomizationFile.NAMES.contains(name);
  }

  private boolean isTaken(Path source) {
    return Stream.iterate(source, folder -> folder != null, Path::getParent)
        .anyMatch(taken::contains);
  }

  // Kustomize would name the file but no line, and would look for what is missing on the network.
  private void requireWhatIsNamedIn(Path folder) {
    if (required.add(folder)) {
      KustomizationFile.NAMES.stream()
          .map(folder::resolve)
          .filter(Files::isRegularFile)
          .findFirst()
          .ifPresent(this::requireWhatItNames);
    }
  }

  private void requireWhatItNames(Path kustomization) {
    var yaml = files.read(kustomization).onlyMapping();
    for (var key : List.of("resources", "components", "bases")) {
      yaml.findSequence(key)
          .ifPresent(
              named ->
                  named
                      .items()
                      .forEach(
                          each -> {
                            require(kustomization, each);
                            requireBelow(kustomization.getParent(), each.asText());
                          }));
    }
    yaml.findSequence("patches").map(YamlSequence::mappings).orElse(List.of()).stream()
        .flatMap(patch -> patch.find("path").stream())
        .forEach(each -> require(kustomization, each));
  }

  // Folders elsewhere are taken one by one; those below are read with this one, used or not.
  private void requireBelow(Path folder, String named) {
    existing(folder, named)
        .filter(path -> isTaken(path) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
        .forEach(this::requireWhatIsNamedIn);
  }

  private void require(Path kustomization, YamlNode named) {
    var text = named.asText();
    if (remotes.containsKey(text)) {
      bringAlong(kustomization, text);
    } else if (text.contains("://")) {
      throw new ManifestException(
          named.location(),
          "'" + text + "' is on the network, and no copy of it is at hand",
          remotes.isEmpty()
              ? "keep it in the tree"
              : new Choices(remotes.keySet()).remedyFor(text, "copies at hand"));
    } else if (existing(kustomization.getParent(), text).findAny().isEmpty()) {
      throw new ManifestException(
          named.location(),
          "'" + text + "' does not exist",
          new Choices(namesBeside(kustomization.getParent().resolve(text).normalize()))
              .remedyFor(lastName(text), "there are"));
    }
  }

  private static String lastName(String text) {
    var name = Path.of(text).getFileName();
    return name == null ? text : name.toString();
  }

  private static List<String> namesBeside(Path missing) {
    var folder = missing.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !KustomizationFile.NAMES.contains(name))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  // The URL gives way to a file beside the kustomization, in the copy only.
  private void bringAlong(Path kustomization, String url) {
    var name = "remote-" + Integer.toHexString(url.hashCode()) + ".yaml";
    var place = root.relativize(kustomization);
    try {
      contents.put(
          place.resolveSibling(name), new Content.Bytes(Files.readAllBytes(remotes.get(url))));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't read " + remotes.get(url), unreadable);
    }
    if (contents.get(place) instanceof Content.Bytes file) {
      var text = new String(file.bytes(), StandardCharsets.UTF_8).replace(url, name);
      contents.put(place, new Content.Bytes(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  // Any text that names something that exists may be a reference: kustomize has many fields for
  // them, and one file too many does no harm.
  private void addWhatItRefersTo(Path kustomization) {
    var folder = kustomization.getParent();
    List<Path> named;
    try {
      named =
          files.read(kustomization).documents().stream()
              .flatMap(YamlNode::allTexts)
              .flatMap(text -> existing(folder, text))
              .toList();
    } catch (ManifestException unreadable) {
      // Kustomize itself reports it, and only if the folder is used at all.
      return;
    }
    named.forEach(this::add);
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

  private static List<Path> kustomizationsBelow(Path folder) {
    try (var paths = Files.walk(folder)) {
      return paths
          .filter(path -> KustomizationFile.NAMES.contains(path.getFileName().toString()))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void read(Path source) {
    try {
      Files.walkFileTree(
          source,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              var place = root.relativize(file);
              if (attributes.isSymbolicLink()) {
                contents.putIfAbsent(place, new Content.Link(Files.readSymbolicLink(file)));
              } else if (attributes.isRegularFile() && !contents.containsKey(place)) {
                contents.put(place, new Content.Bytes(bytesOf(file, attributes.size())));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException unreadable) {
      throw new ManifestException(
          new Location(YamlTree.nameOf(root, source), 1),
          "it can't be read: " + unreadable.getMessage(),
          "check its permissions",
          unreadable);
    }
  }

  private byte[] bytesOf(Path file, long size) throws IOException {
    var place = new Location(YamlTree.nameOf(root, file), 1);
    if (size > YamlTree.MOST_BYTES) {
      throw YamlTree.tooLarge(place, size);
    }
    try {
      return Files.readAllBytes(file);
    } catch (java.nio.file.AccessDeniedException denied) {
      throw new ManifestException(
          place, "the file can't be read: permission denied", "check its permissions", denied);
    }
  }
}
