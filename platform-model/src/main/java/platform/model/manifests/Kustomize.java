package platform.model.manifests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import platform.model.findings.Location;

/**
 * The kustomize program, run on a copy of what a folder refers to.
 *
 * <p>The copy is what lets a Component be injected just as Argo CD does it, by an entry in the
 * folder's own kustomization, without touching the working tree. A wrapper around the folder would
 * not do: it applies Components after the folder's own patches instead of before.
 */
public final class Kustomize implements Renderer {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path program;
  private final Duration patience;

  public Kustomize(Path program) {
    this(program, PATIENCE);
  }

  public Kustomize(Path program, Duration patience) {
    this.program = program;
    this.patience = patience;
  }

  @Override
  public List<Manifest> render(Request request) {
    var kustomization = KustomizationFile.in(request.root(), request.folder());
    for (var component : request.components()) {
      if (!Files.isDirectory(request.folder().resolve(component))) {
        throw new ManifestException(
            kustomization.location(),
            "the Component '" + component + "' is no folder",
            "name one that exists, relative to this folder");
      }
    }
    var copy = temporaryFolder();
    try {
      var closure = new KustomizeClosure(request.root(), copy);
      closure.add(request.folder());
      request.components().forEach(each -> closure.add(request.folder().resolve(each)));
      var folder = copy.resolve(request.root().relativize(request.folder()));
      KustomizationFile.in(copy, folder).prepare(request.components());
      var rendered = build(copy, folder, kustomization.location());
      var name = YamlTree.nameOf(request.root(), request.folder()) + " (rendered)";
      var origins = new Origins(request.root(), request.folder());
      return YamlTree.parse(name, rendered).mappings().stream().map(origins::trace).toList();
    } finally {
      delete(copy);
    }
  }

  private String build(Path copy, Path folder, Location place) {
    var builder = new ProcessBuilder(program.toString(), "build", folder.toString());
    builder.directory(copy.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process process;
    try {
      process = builder.start();
    } catch (IOException notStarted) {
      throw new UncheckedIOException("kustomize does not start: " + program, notStarted);
    }
    try {
      var output = CompletableFuture.supplyAsync(() -> textOf(process.getInputStream()));
      var errors = CompletableFuture.supplyAsync(() -> textOf(process.getErrorStream()));
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ManifestException(
            place,
            "kustomize has not finished within " + patience.toSeconds() + " s",
            "look for a remote base that does not answer");
      }
      if (process.exitValue() != 0) {
        throw new ManifestException(
            place,
            "kustomize does not build this: " + readable(errors.join(), copy),
            "correct what it names");
      }
      return output.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ManifestException(place, "rendering was interrupted", "start again", interrupted);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String readable(String errors, Path copy) {
    var text = errors.strip().replaceFirst("^Error: ", "");
    for (var prefix : List.of(realPath(copy) + "/", copy + "/")) {
      text = text.replace(prefix, "");
    }
    return text.isEmpty() ? "no reason given" : text.replaceAll("\\s*\\n\\s*", " ");
  }

  private static Path realPath(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static String textOf(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("platform-render-");
    } catch (IOException full) {
      throw new UncheckedIOException("no temporary folder can be made", full);
    }
  }

  private static void delete(Path folder) {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException stuck) {
      throw new UncheckedIOException("can't delete the temporary folder " + folder, stuck);
    }
  }

  /** Finds the source of rendered objects by the annotation that kustomize can leave on them. */
  private static final class Origins {
    private static final String ANNOTATION = "config.kubernetes.io/origin";

    private final Path root;
    private final Path folder;
    private final java.util.Map<Path, Optional<YamlTree>> sources = new java.util.HashMap<>();

    Origins(Path root, Path folder) {
      this.root = root;
      this.folder = folder;
    }

    Manifest trace(YamlMapping rendered) {
      var origin = rendered.findText("metadata", "annotations", ANNOTATION);
      var plain = Annotations.without(rendered, ANNOTATION);
      var location = origin.flatMap(text -> sourceOf(text, rendered)).orElse(rendered.location());
      return Manifest.of(plain, location);
    }

    private Optional<Location> sourceOf(String origin, YamlMapping rendered) {
      var mapping = YamlTree.parse("origin", origin).onlyMapping();
      var path = mapping.findText("path").or(() -> mapping.findText("configuredIn"));
      return path.map(relative -> place(folder.resolve(relative).normalize(), rendered));
    }

    private Location place(Path file, YamlMapping rendered) {
      var start = new Location(YamlTree.nameOf(root, file), 1);
      var tree = sources.computeIfAbsent(file, this::readable);
      // Names may have been given a prefix or suffix on the way.
      return tree.stream()
          .flatMap(source -> source.documents().stream())
          .filter(YamlMapping.class::isInstance)
          .map(YamlMapping.class::cast)
          .filter(
              document ->
                  document.findText("kind").equals(rendered.findText("kind"))
                      && document
                          .findText("metadata", "name")
                          .filter(rendered.text("metadata", "name")::contains)
                          .isPresent())
          .map(YamlMapping::location)
          .findFirst()
          .orElse(start);
    }

    private Optional<YamlTree> readable(Path file) {
      try {
        return Files.isRegularFile(file)
            ? Optional.of(YamlTree.read(root, file))
            : Optional.empty();
      } catch (ManifestException unreadable) {
        // Kustomize has read it, so only the exact line is lost.
        return Optional.empty();
      }
    }
  }

  /** Takes one annotation off an object, as if it had never been there. */
  private static final class Annotations {
    static YamlMapping without(YamlMapping object, String annotation) {
      var metadata = object.findMapping("metadata");
      var annotations = metadata.flatMap(each -> each.findMapping("annotations"));
      if (annotations.filter(each -> each.entries().containsKey(annotation)).isEmpty()) {
        return object;
      }
      var remaining = removed(annotations.get(), annotation);
      var newMetadata =
          remaining.entries().isEmpty()
              ? removed(metadata.get(), "annotations")
              : replaced(metadata.get(), "annotations", remaining);
      return replaced(object, "metadata", newMetadata);
    }

    private static YamlMapping removed(YamlMapping mapping, String key) {
      var entries = new java.util.LinkedHashMap<>(mapping.entries());
      entries.remove(key);
      return new YamlMapping(mapping.location(), mapping.path(), entries);
    }

    private static YamlMapping replaced(YamlMapping mapping, String key, YamlNode value) {
      var entries = new java.util.LinkedHashMap<>(mapping.entries());
      var place = mapping.entries().get(key).location();
      entries.put(key, new YamlMapping.Entry(key, place, value));
      return new YamlMapping(mapping.location(), mapping.path(), entries);
    }
  }
}
