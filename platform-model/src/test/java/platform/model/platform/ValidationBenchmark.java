package platform.model.platform;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import platform.model.manifests.Kustomize;
import platform.model.manifests.Renderer;

/**
 * What validating costs, in ratios that hold on any machine:
 *
 * <ul>
 *   <li>rendering the repository, as CPU time over that of kustomize itself, one process a folder
 *   <li>all after rendering, in resources a CPU-second, for 250, 500 and 1,000 generated workloads
 *       of five files
 * </ul>
 *
 * <p>A main class rather than a test, since a machine's load is no reason to fail a build: {@code
 * scripts/benchmark}. Linux only: CPU time of children is read from {@code /proc}.
 */
final class ValidationBenchmark {
  private static final double TICKS_PER_SECOND = 100;

  private ValidationBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    var folder = Files.createTempDirectory("platform-benchmark-");
    try {
      rendering(folder);
      for (var workloads : List.of(100, 250, 500, 1_000)) {
        rules(folder, workloads);
      }
    } finally {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void rendering(Path folder) throws IOException {
    var tools = PinnedTools.orSkip();
    var requests = new LinkedHashSet<Renderer.Request>();
    var uncached = tools.renderer(folder.resolve("warm-up"));
    PlatformTree.readWhole(PinnedTools.repository(), "dev", recording(uncached, requests));
    var ours = new ArrayList<Double>();
    var kustomizes = new ArrayList<Double>();
    for (var round = 0; round < 3; round++) {
      var fresh = tools.renderer(folder.resolve("round-" + round));
      var before = ownSeconds() + childrensSeconds();
      PlatformTree.readWhole(PinnedTools.repository(), "dev", fresh);
      ours.add(ownSeconds() + childrensSeconds() - before);
      kustomizes.add(plainly(tools, requests, folder.resolve("plain-" + round)));
    }
    var ratio = median(ours) / median(kustomizes);
    System.out.printf(
        "rendering and reading %d folders: %.2f s of CPU, kustomize alone %.2f s: %.2f times (at most 1.20)%n",
        requests.size(), median(ours), median(kustomizes), ratio);
  }

  private static Renderer recording(Kustomize renderer, Set<Renderer.Request> requests) {
    return new Renderer() {
      @Override
      public List<platform.model.manifests.Manifest> render(Request request) {
        requests.add(request);
        return renderer.render(request);
      }

      @Override
      public Map<Request, Outcome> renderAll(Collection<Request> all) {
        requests.addAll(all);
        return renderer.renderAll(all);
      }
    };
  }

  /** One process a folder, as anybody would call it, with what Components would be injected. */
  private static double plainly(PinnedTools tools, Set<Renderer.Request> requests, Path folder)
      throws IOException {
    for (var part : List.of("gitops", "sample-workloads")) {
      Fixtures.copy(PinnedTools.repository().resolve(part), folder.resolve(part));
    }
    var argoCd = folder.resolve("gitops/bootstrap/argocd");
    Files.copy(tools.argoCdInstall(), argoCd.resolve("install.yaml"));
    var base = argoCd.resolve("kustomization.yaml");
    Files.writeString(base, Files.readString(base).replaceAll("https://\\S+", "install.yaml"));
    for (var request : requests) {
      if (!request.components().isEmpty()) {
        var file =
            folder
                .resolve(request.root().relativize(request.folder()))
                .resolve("kustomization.yaml");
        Files.writeString(
            file,
            Files.readString(file)
                + "components:\n  - "
                + String.join("\n  - ", request.components())
                + "\n");
      }
    }
    var before = childrensSeconds();
    for (var request : requests) {
      var target = folder.resolve(request.root().relativize(request.folder()));
      var process =
          new ProcessBuilder(tools.kustomizeProgram().toString(), "build", target.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        if (process.waitFor() != 0) {
          throw new IllegalStateException("kustomize does not build " + target);
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
    }
    return childrensSeconds() - before;
  }

  private static void rules(Path folder, int workloads) throws IOException {
    var tools = PinnedTools.orSkip();
    var tree = folder.resolve("tree-" + workloads);
    GeneratedWorkloads.write(tree, workloads);
    var verification = tools.verification(folder.resolve("schemas"));
    var renderer = new PlainRenderer();
    var resources = 0;
    var seconds = new ArrayList<Double>();
    for (var round = 0; round < 3; round++) {
      var before = ownSeconds();
      var reading = PlatformTree.readWhole(tree, "dev", renderer);
      verification.checkTree(reading);
      seconds.add(ownSeconds() - before);
      resources = reading.platform().sources().documents().size();
    }
    System.out.printf(
        "%d workloads, %d resources: %.2f s of CPU, %.0f resources a CPU-second (at least 1,300)%n",
        workloads, resources, median(seconds), resources / median(seconds));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double ownSeconds() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Duration.ofNanos(system.getProcessCpuTime()).toNanos() / 1e9;
  }

  private static double childrensSeconds() {
    try {
      var fields =
          Files.readString(Path.of("/proc/self/stat")).replaceFirst(".*\\) ", "").split(" ");
      return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND;
    } catch (IOException noProc) {
      throw new UncheckedIOException(noProc);
    }
  }
}
