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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.commons.io.FileUtils;
import platform.model.manifests.Kustomize;
import platform.model.manifests.Renderer;

/**
 * What validating costs, against the bars that hold on any machine:
 *
 * <ul>
 *   <li>rendering the repository, as CPU time over that of kustomize itself, one process a folder
 *   <li>all after rendering, in resources a CPU-second, for up to 1,000 generated workloads of five
 *       files, and what a resource costs among 1,000 workloads over what it costs among 250
 *   <li>{@code scripts/platform validate} on the repository, as a person waits for it, with what
 *       earlier runs have rendered and with nothing rendered yet; only these two are of an idle
 *       machine
 * </ul>
 *
 * <p>A main class rather than a test, since a machine's load is no reason to fail a build: {@code
 * scripts/benchmark}. Linux only: CPU time of children is read from {@code /proc}.
 */
final class ValidationBenchmark {
  private static final double TICKS_PER_SECOND = 100;

  /** Of rendering: the first pay for the compiler. */
  private static final int ROUNDS = 5;

  private static final double MOST_OVER_KUSTOMIZE = 1.2;
  private static final double LEAST_RESOURCES_A_SECOND = 1_300;
  private static final double MOST_GROWTH = 1.2;
  private static final double MOST_SECONDS = 3;

  private boolean isMissed;

  private ValidationBenchmark() {}

  /** Ends with 1 if a bar is missed. */
  public static void main(String[] arguments) throws IOException {
    var benchmark = new ValidationBenchmark();
    var folder = Files.createTempDirectory("platform-benchmark-");
    try {
      benchmark.rendering(folder);
      // The first rounds pay for the compiler.
      benchmark.secondsAResource(folder, 100);
      var few = benchmark.secondsAResource(folder, 250);
      benchmark.secondsAResource(folder, 500);
      var many = benchmark.secondsAResource(folder, 1_000);
      benchmark.judge(
          "after rendering, resources a CPU-second", 1 / many, LEAST_RESOURCES_A_SECOND);
      benchmark.judge(
          "growth, a resource among 1,000 workloads over one among 250", many / few, -MOST_GROWTH);
      benchmark.validate("", PinnedTools::cacheFolder);
      benchmark.validate(" with nothing rendered yet", () -> unrendered(folder));
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
    System.exit(benchmark.isMissed ? 1 : 0);
  }

  /**
   * Prints a line.
   *
   * @param bar at least this; negative for at most
   */
  private void judge(String what, double measured, double bar) {
    var isMet = bar < 0 ? measured <= -bar : measured >= bar;
    isMissed |= !isMet;
    System.out.printf(
        "%-6s %s: %.2f (at %s %.1f)%n",
        isMet ? "met" : "missed", what, measured, bar < 0 ? "most" : "least", Math.abs(bar));
  }

  /**
   * Whole runs of the command.
   *
   * @param cache the cache folder of each run
   */
  private void validate(String how, Supplier<Path> cache) throws IOException {
    var command = PinnedTools.repository().resolve("scripts/platform").toString();
    var seconds = new ArrayList<Double>();
    var cpu = new ArrayList<Double>();
    // Before the first that counts, the command may have to be built.
    for (var round = 0; round <= 3; round++) {
      var builder = new ProcessBuilder(command, "validate");
      builder.environment().put(PinnedTools.CACHE, cache.get().toString());
      var before = childrensSeconds();
      var start = System.nanoTime();
      run(builder);
      if (round > 0) {
        seconds.add((System.nanoTime() - start) / 1e9);
        cpu.add(childrensSeconds() - before);
      }
    }
    var load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    judge(
        "scripts/platform validate%s, seconds waited (%.2f of CPU, load %.1f)"
            .formatted(how, median(cpu), load),
        median(seconds),
        -MOST_SECONDS);
  }

  /** A new cache folder with all of the user's but what was rendered. */
  private static Path unrendered(Path parent) {
    try (var kept = Files.list(PinnedTools.cacheFolder())) {
      var cache = Files.createTempDirectory(parent, "cache-");
      for (var each : kept.toList()) {
        if (!each.endsWith("rendered")) {
          Files.createSymbolicLink(cache.resolve(each.getFileName()), each.toAbsolutePath());
        }
      }
      return cache;
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private static void run(ProcessBuilder builder) throws IOException {
    var process =
        builder
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            String.join(" ", builder.command()) + " ends with " + process.exitValue());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private void rendering(Path folder) throws IOException {
    var tools = PinnedTools.orSkip();
    var requests = new LinkedHashSet<Renderer.Request>();
    var uncached = tools.renderer(folder.resolve("warm-up"));
    PlatformTree.readWhole(PinnedTools.repository(), "dev", recording(uncached, requests));
    var ours = new ArrayList<Double>();
    var kustomizes = new ArrayList<Double>();
    for (var round = 0; round < ROUNDS; round++) {
      var rendering = new double[1];
      var fresh = timed(tools.renderer(folder.resolve("round-" + round)), rendering);
      PlatformTree.readWhole(PinnedTools.repository(), "dev", fresh);
      ours.add(rendering[0]);
      kustomizes.add(plainly(tools, requests, folder.resolve("plain-" + round)));
    }
    judge(
        "rendering %d folders, %.2f s of CPU, over kustomize's own %.2f s"
            .formatted(requests.size(), median(ours), median(kustomizes)),
        median(ours) / median(kustomizes),
        -MOST_OVER_KUSTOMIZE);
  }

  /** Adds up the CPU seconds that rendering takes, parsing what kustomize writes included. */
  private static Renderer timed(Kustomize renderer, double[] seconds) {
    return new Renderer() {
      @Override
      public List<platform.model.manifests.Manifest> render(Request request) {
        return renderer.render(request);
      }

      @Override
      public Map<Request, Outcome> renderAll(Collection<Request> all) {
        var before = ownSeconds() + childrensSeconds();
        var outcomes = renderer.renderAll(all);
        seconds[0] += ownSeconds() + childrensSeconds() - before;
        return outcomes;
      }
    };
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
      run(new ProcessBuilder(tools.kustomizeProgram().toString(), "build", target.toString()));
    }
    return childrensSeconds() - before;
  }

  private double secondsAResource(Path folder, int workloads) throws IOException {
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
        "       %d workloads, %d resources: %.2f s of CPU, %.0f resources a CPU-second%n",
        workloads, resources, median(seconds), resources / median(seconds));
    return median(seconds) / resources;
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
