package platform.local.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import platform.local.process.FileProblem;
import platform.local.process.LabException;
import platform.local.process.Progress;

/**
 * The one program of the toolchain whose source lies here: it stands before the pinned Kubernetes
 * programs in the place of k3s. Built when it is asked for, since few machines need it, and without
 * anything to fetch.
 */
final class K3sStandIn {
  private static final String NAME = "k3s-stand-in";

  private final Path source;
  private final Path cache;
  private final HostPlatform platform;
  private final Map<String, String> environment;

  K3sStandIn(
      Path toolchainFolder, Path cache, HostPlatform platform, Map<String, String> environment) {
    this.source = toolchainFolder.resolve(NAME);
    this.cache = cache;
    this.platform = platform;
    this.environment = Map.copyOf(environment);
  }

  Path program(Progress progress) {
    var key =
        new ContentKey().text(platform.toString()).text(String.join(" ", GoCommand.BUILD_FLAGS));
    sources().forEach(key::file);
    Path program = cache.resolve(NAME + "-" + key.key()).resolve("k3s");
    if (!Files.exists(program)) {
      CacheLock.holding(cache, progress, () -> build(program, progress));
    }
    return program;
  }

  private List<Path> sources() {
    try (Stream<Path> files = Files.list(source)) {
      return files.filter(file -> file.toString().matches(".*(\\.go|go\\.mod)")).sorted().toList();
    } catch (IOException e) {
      throw new LabException("%s can't be read: %s".formatted(source, FileProblem.inWords(e)), e);
    }
  }

  private void build(Path program, Progress progress) {
    if (Files.exists(program)) {
      return;
    }
    String goVersion = GoModule.read(source.resolve("go.mod")).goVersion();
    var steps = new ArrayList<Step>();
    var distribution =
        new GoDistribution(
            goVersion, platform, source.resolveSibling("go-distributions.sum"), environment);
    var installed = GoCommand.onPath(environment);
    if (installed.isEmpty() && !distribution.isFetched(cache)) {
      steps.add(distribution.step(cache));
    }
    var go =
        new GoCommand(
            installed.orElseGet(() -> distribution.program(cache)),
            platform,
            environment,
            cache.resolve("logs"));
    steps.add(
        new Step(
            "building the stand-in for k3s",
            "built the stand-in for k3s",
            tick -> build(go, goVersion, program, tick)));
    new Preparation(progress).run(steps);
  }

  private void build(GoCommand go, String goVersion, Path program, Runnable tick)
      throws IOException {
    FileTree.deleteUnfinished(program);
    Path unfinished = FileTree.unfinished(program);
    var arguments = new ArrayList<>(List.of("build", "-C", source.toString()));
    arguments.addAll(GoCommand.BUILD_FLAGS);
    arguments.addAll(List.of("-ldflags", "-s -w", "-o", unfinished.toString(), "."));
    ChildProgram.Ending ending = go.run("build-" + NAME, goVersion, arguments, tick);
    ending.requireSpace("the stand-in for k3s can't be built");
    if (!ending.isSuccess()) {
      throw new LabException(
          "the stand-in for k3s does not build:%n%s".formatted(ending.explanation()));
    }
    FileTree.finish(unfinished, program);
  }
}
