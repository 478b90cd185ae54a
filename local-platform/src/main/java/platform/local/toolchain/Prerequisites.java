package platform.local.toolchain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;

/** What of the toolchain's needs is on this machine, found out without building or fetching. */
public final class Prerequisites {
  private final Path source;
  private final Path cache;
  private final Map<String, String> environment;
  private final HostPlatform platform = HostPlatform.current();

  /**
   * One need.
   *
   * @param isMet false: the lab can't be had before something is done about it
   * @param words what is there, or what is missing and how to get it
   */
  public record Prerequisite(String name, boolean isMet, String words) {
    /** Ends with what is missing and how to get it, unless it is there. */
    public void require() {
      if (!isMet) {
        throw new SomethingMissingException(words);
      }
    }
  }

  public Prerequisites(Path toolchainFolder, Path cacheFolder, Map<String, String> environment) {
    source = toolchainFolder.toAbsolutePath().normalize();
    cache = cacheFolder.toAbsolutePath().normalize();
    this.environment = Map.copyOf(environment);
  }

  /** All needs, in the order in which they are met. */
  public List<Prerequisite> examine() {
    var python = new PythonEnvironment(source, cache, platform, environment);
    return List.of(git(), python(python), redis(python), go(), programs(python));
  }

  /** Whether a first run has already made all there is to make. */
  public boolean isCacheComplete() {
    return unbuilt(new PythonEnvironment(source, cache, platform, environment)).isEmpty();
  }

  /** The program that makes the working tree a commit. */
  public Prerequisite git() {
    return UserEnvironment.find("git", environment)
        .map(program -> new Prerequisite("git", true, program.toString()))
        .orElseGet(
            () ->
                new Prerequisite(
                    "git",
                    false,
                    "git is not on the PATH; install it: "
                        + (platform.isMac()
                            ? "xcode-select --install"
                            : "sudo apt-get install -y git")));
  }

  private static Prerequisite python(PythonEnvironment python) {
    try {
      return new Prerequisite("python", true, python.interpreterInWords());
    } catch (SomethingMissingException | LabException e) {
      return new Prerequisite("python", false, e.getMessage());
    }
  }

  private static Prerequisite redis(PythonEnvironment python) {
    try {
      return new Prerequisite("redis", true, python.redisInWords());
    } catch (SomethingMissingException e) {
      return new Prerequisite("redis", false, e.getMessage());
    }
  }

  private Prerequisite go() {
    String version = GoModule.read(source.resolve("simulation/go.mod")).goVersion();
    String words;
    try {
      Optional<Path> installed = GoCommand.onPath(environment);
      words =
          installed
              .map(program -> "%s, which fetches Go %s if need be".formatted(program, version))
              .orElse("none from 1.21 on here; Go %s is fetched when needed".formatted(version));
    } catch (LabException e) {
      return new Prerequisite("go", false, e.getMessage());
    }
    return new Prerequisite("go", true, words);
  }

  private Prerequisite programs(PythonEnvironment python) {
    List<String> unbuilt = unbuilt(python);
    return new Prerequisite(
        "programs",
        true,
        unbuilt.isEmpty()
            ? "all built, in " + cache
            : "built by the next run (10 to 15 minutes for all): " + String.join(", ", unbuilt));
  }

  private List<String> unbuilt(PythonEnvironment python) {
    var unbuilt = new ArrayList<String>();
    for (ModuleSet moduleSet : ModuleSet.values()) {
      GoSet set = GoSet.of(moduleSet, source, cache, platform);
      if (!set.isComplete()) {
        List<String> programs =
            Tool.of(moduleSet).stream()
                .filter(tool -> !Files.exists(set.program(tool)))
                .map(Tool::program)
                .toList();
        unbuilt.addAll(programs.isEmpty() ? List.of("files of " + moduleSet.folder()) : programs);
      }
    }
    if (!python.isInstalled()) {
      unbuilt.add("moto");
    }
    return unbuilt;
  }
}
