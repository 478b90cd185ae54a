package platform.model.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import platform.model.findings.Location;

/**
 * The kustomize program, run on a copy of what a folder refers to.
 *
 * <p>The copy is what lets a Component be injected just as Argo CD does it, by an entry in the
 * folder's own kustomization, without touching the working tree. A wrapper around the folder would
 * not do: it applies Components after the folder's own patches instead of before.
 *
 * <p>Folders that are asked for together are built together, by one process, each from a copy of
 * its own; where that fails, one by one, so that each error has its folder.
 */
public final class Kustomize implements Renderer {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** One process may take longer than linear in what it is given. */
  private static final int MOST_TOGETHER = 50;

  /**
   * What stays within a folder, which kustomize only takes out at the very end: two folders that
   * each hold an environment's settings would bring the same object.
   */
  private static final String WITHOUT_LOCAL =
      """
      resources:
      - %s
      patches:
      - target: {annotationSelector: config.kubernetes.io/local-config=true}
        patch: |
          $patch: delete
          apiVersion: v1
          kind: Any
          metadata: {name: any}
      """;

  private static final List<String> ORIGINS = List.of("originAnnotations");

  private final KustomizeProcess process;
  private final Map<String, Path> remotes;
  private final Optional<RenderingCache> cache;

  public Kustomize(Path program) {
    this(program, PATIENCE);
  }

  public Kustomize(Path program, Duration patience) {
    this(new KustomizeProcess(program, patience), Map.of(), Optional.empty());
  }

  private Kustomize(
      KustomizeProcess process, Map<String, Path> remotes, Optional<RenderingCache> cache) {
    this.process = process;
    this.remotes = Map.copyOf(remotes);
    this.cache = cache;
  }

  /**
   * The same, which takes what kustomizations name by URL from local copies.
   *
   * @param copies URL to file
   */
  public Kustomize withCopiesOf(Map<String, Path> copies) {
    return new Kustomize(process, copies, cache);
  }

  /** The same, which keeps in a folder what it has rendered, by content. */
  public Kustomize cachedIn(Path folder) {
    return new Kustomize(process, remotes, Optional.of(new RenderingCache(folder)));
  }

  @Override
  public List<Manifest> render(Request request) {
    return renderAll(List.of(request)).get(request).manifests();
  }

  @Override
  public Map<Request, Outcome> renderAll(Collection<Request> requests) {
    var outcomes = new LinkedHashMap<Request, Outcome>();
    var missing = new ArrayList<Job>();
    for (var request : requests) {
      try {
        var job = Job.of(request, remotes, process.program());
        var known = cache.flatMap(each -> each.find(job.key()));
        known.ifPresentOrElse(
            objects -> outcomes.put(request, job.outcome(objects)), () -> missing.add(job));
      } catch (ManifestException unbuildable) {
        outcomes.put(request, new Outcome.Failed(unbuildable));
      }
    }
    build(missing)
        .forEach(
            (job, outcome) -> {
              if (outcome instanceof Built built) {
                cache.ifPresent(each -> each.keep(job.key(), built.objects()));
                outcomes.put(job.request(), job.outcome(built.objects()));
              } else {
                outcomes.put(job.request(), new Outcome.Failed(((Unbuilt) outcome).problem()));
              }
            });
    return outcomes;
  }

  private sealed interface Building permits Built, Unbuilt {}

  private record Built(List<RenderedObject> objects) implements Building {}

  private record Unbuilt(ManifestException problem) implements Building {}

  private Map<Job, Building> build(List<Job> jobs) {
    var built = new LinkedHashMap<Job, Building>();
    IntStream.rangeClosed(0, (jobs.size() - 1) / MOST_TOGETHER)
        .mapToObj(
            index ->
                jobs.subList(
                    index * MOST_TOGETHER, Math.min(jobs.size(), (index + 1) * MOST_TOGETHER)))
        .toList()
        .parallelStream()
        .map(this::buildSome)
        .toList()
        .forEach(built::putAll);
    return built;
  }

  private Map<Job, Building> buildSome(List<Job> jobs) {
    var built = new LinkedHashMap<Job, Building>();
    if (jobs.size() > 1) {
      var together = buildTogether(jobs);
      if (together.isPresent()) {
        return together.get();
      }
    }
    jobs.forEach(job -> built.put(job, buildAlone(job)));
    return built;
  }

  private Building buildAlone(Job job) {
    var copy = temporaryFolder();
    try {
      var folder = job.writeTo(copy);
      var kustomization = KustomizationFile.in(copy, folder);
      kustomization.append("components", job.request().components());
      kustomization.append("buildMetadata", ORIGINS);
      var objects = new ArrayList<RenderedObject>();
      for (var yaml : parsed(job, process.build(folder))) {
        var source =
            RenderedObject.originOf(yaml)
                .map(origin -> slashed(copy.relativize(folder.resolve(origin).normalize())));
        objects.add(new RenderedObject(source, RenderedObject.withoutOrigin(yaml)));
      }
      return new Built(objects);
    } catch (KustomizeProcess.FailedException failed) {
      return new Unbuilt(
          new ManifestException(
              job.kustomization(), readable(failed.getMessage(), copy), failed.remedy(), failed));
    } catch (ManifestException refused) {
      return new Unbuilt(refused);
    } finally {
      delete(copy);
    }
  }

  /** Empty if they don't build together: one of them doesn't, or two bring the same object. */
  private Optional<Map<Job, Building>> buildTogether(List<Job> jobs) {
    var copy = temporaryFolder();
    try {
      var folder = Files.createDirectories(copy.resolve("all"));
      var list = new StringBuilder("buildMetadata: %s\nresources:\n".formatted(ORIGINS));
      for (var index = 0; index < jobs.size(); index++) {
        var job = jobs.get(index);
        var own = copy.resolve("" + index);
        var jobsFolder = job.writeTo(own);
        KustomizationFile.in(own, jobsFolder).append("components", job.request().components());
        var between = Files.createDirectories(copy.resolve("without-local-" + index));
        Files.writeString(
            between.resolve("kustomization.yaml"),
            WITHOUT_LOCAL.formatted(slashed(between.relativize(jobsFolder))));
        list.append("- ").append(slashed(folder.relativize(between))).append('\n');
      }
      Files.writeString(folder.resolve("kustomization.yaml"), list);
      var objects =
          IntStream.range(0, jobs.size())
              .mapToObj(each -> new ArrayList<RenderedObject>())
              .toList();
      for (var yaml : YamlTree.parse("rendered", process.build(folder)).mappings()) {
        var origin = RenderedObject.originOf(yaml);
        if (origin.isEmpty()) {
          return Optional.empty();
        }
        var place = copy.relativize(folder.resolve(origin.get()).normalize());
        var source = slashed(place.subpath(1, place.getNameCount()));
        objects
            .get(Integer.parseInt(place.getName(0).toString()))
            .add(new RenderedObject(Optional.of(source), RenderedObject.withoutOrigin(yaml)));
      }
      var built = new LinkedHashMap<Job, Building>();
      IntStream.range(0, jobs.size())
          .forEach(index -> built.put(jobs.get(index), new Built(objects.get(index))));
      return Optional.of(built);
    } catch (KustomizeProcess.FailedException | ManifestException oneIsWrong) {
      return Optional.empty();
    } catch (IOException full) {
      throw new UncheckedIOException("can't write copies to render in " + copy, full);
    } finally {
      delete(copy);
    }
  }

  private static List<YamlMapping> parsed(Job job, String text) {
    var name = YamlTree.nameOf(job.request().root(), job.request().folder()) + " (rendered)";
    return YamlTree.parse(name, text).mappings();
  }

  private static String slashed(Path path) {
    return path.toString().replace('\\', '/');
  }

  private static String readable(String problem, Path copy) {
    var text = problem;
    for (var prefix : List.of(realPath(copy) + "/", copy + "/")) {
      text = text.replace(prefix, "");
    }
    return text.endsWith(": ") ? text + "no reason given" : text.replaceAll("\\s*\\n\\s*", " ");
  }

  private static Path realPath(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
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
    try {
      FileUtils.deleteDirectory(folder.toFile());
    } catch (IOException leftBehind) {
      throw new UncheckedIOException(leftBehind);
    }
  }

  /** One request with what it depends on. */
  private record Job(
      Request request, Location kustomization, KustomizeClosure closure, String key) {
    static Job of(Request request, Map<String, Path> remotes, Path program) {
      var kustomization = KustomizationFile.in(request.root(), request.folder());
      for (var component : request.components()) {
        if (!Files.isDirectory(request.folder().resolve(component))) {
          throw new ManifestException(
              kustomization.location(),
              "the Component '" + component + "' is no folder",
              "name one that exists, relative to this folder");
        }
      }
      var closure = new KustomizeClosure(request.files(), remotes);
      closure.add(request.folder());
      request.components().forEach(each -> closure.add(request.folder().resolve(each)));
      closure.requireReadable();
      var purpose =
          "1 %s %s %s"
              .formatted(
                  program,
                  request.root().relativize(request.folder()),
                  String.join(" ", request.components()));
      return new Job(request, kustomization.location(), closure, closure.key(purpose));
    }

    Path writeTo(Path copy) {
      closure.writeTo(copy);
      return copy.resolve(request.root().relativize(request.folder()));
    }

    Outcome outcome(List<RenderedObject> objects) {
      try {
        return new Outcome.Rendered(
            objects.stream().map(each -> each.traced(request.files(), kustomization)).toList());
      } catch (ManifestException noObject) {
        return new Outcome.Failed(noObject);
      }
    }
  }
}
