package platform.local.toolchain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import platform.local.process.FileProblem;
import platform.local.process.LabException;
import platform.local.process.Progress;

/**
 * The pinned upstream programs and files, built or fetched on first use into the user's cache
 * folder and found there at once afterwards.
 */
public final class Toolchain {
  /** The environment variable that names another cache folder. */
  public static final String CACHE_VARIABLE = "GITOPS_KARPENTER_PLATFORM_CACHE";

  private static final String NAME = "gitops-karpenter-platform";
  private static final String ARGO_CD = "github.com/argoproj/argo-cd/v3";

  private final Map<ModuleSet, GoSet> sets;
  private final PythonEnvironment python;
  private final K3sStandIn k3sStandIn;

  private Toolchain(Map<ModuleSet, GoSet> sets, PythonEnvironment python, K3sStandIn k3sStandIn) {
    this.sets = sets;
    this.python = python;
    this.k3sStandIn = k3sStandIn;
  }

  /** The folder that the user's environment says, by the operating system's custom. */
  public static Path cacheFolder(Map<String, String> environment) {
    return cacheFolder(environment, HostPlatform.current());
  }

  static Path cacheFolder(Map<String, String> environment, HostPlatform platform) {
    String chosen = environment.getOrDefault(CACHE_VARIABLE, "");
    if (!chosen.isBlank()) {
      return Path.of(chosen).toAbsolutePath();
    }
    Path home = UserEnvironment.home(environment);
    if (platform.isMac()) {
      return home.resolve("Library/Caches").resolve(NAME);
    }
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    return (cache.startsWith("/") ? Path.of(cache) : home.resolve(".cache")).resolve(NAME);
  }

  /**
   * Makes the toolchain ready: minutes the first time, milliseconds afterwards. Processes that do
   * so at once take turns.
   *
   * @param toolchainFolder the folder {@code local-platform/toolchain} of the working tree
   * @param environment the user's, of which only what concerns proxies, certificates and caches
   *     reaches the builds
   */
  public static Toolchain prepare(
      Path toolchainFolder, Path cacheFolder, Map<String, String> environment, Progress progress) {
    HostPlatform platform = HostPlatform.current();
    Path source = toolchainFolder.toAbsolutePath().normalize();
    Path cache = cacheFolder.toAbsolutePath().normalize();
    var sets = new EnumMap<ModuleSet, GoSet>(ModuleSet.class);
    for (ModuleSet moduleSet : ModuleSet.values()) {
      sets.put(moduleSet, GoSet.of(moduleSet, source, cache, platform));
    }
    var python = new PythonEnvironment(source, cache, platform, environment);
    var toolchain =
        new Toolchain(sets, python, new K3sStandIn(source, cache, platform, environment));
    if (!toolchain.isComplete()) {
      CacheLock.holding(
          cache,
          progress,
          () ->
              toolchain.complete(source, cache, platform, environment, new Preparation(progress)));
    }
    return toolchain;
  }

  private boolean isComplete() {
    return python.isComplete() && sets.values().stream().allMatch(GoSet::isComplete);
  }

  private void complete(
      Path source,
      Path cache,
      HostPlatform platform,
      Map<String, String> environment,
      Preparation preparation) {
    var steps = new ArrayList<Step>(python.steps());
    List<GoSet> unfinished =
        // Small downloads first: what can't be had shows before minutes went into building.
        List.of(
                ModuleSet.ARGO_CD_MANIFESTS,
                ModuleSet.KUBERNETES_SCHEMAS,
                ModuleSet.SIMULATION,
                ModuleSet.ARGO_CD)
            .stream()
            .map(sets::get)
            .filter(set -> !set.isComplete())
            .toList();
    if (!unfinished.isEmpty()) {
      steps.addAll(
          goSteps(
              sets.get(ModuleSet.SIMULATION).goModule().goVersion(),
              source,
              cache,
              platform,
              environment,
              go -> unfinished.stream().flatMap(set -> set.steps(go).stream()).toList()));
    }
    preparation.run(steps);
    for (GoSet set : unfinished) {
      try {
        set.markComplete();
      } catch (IOException e) {
        throw new LabException(
            "%s can't be written: %s".formatted(cache, FileProblem.inWords(e)), e);
      }
    }
  }

  /** Steps that need the go command, after the one that fetches it where there is none. */
  static List<Step> goSteps(
      String goVersion,
      Path source,
      Path cache,
      HostPlatform platform,
      Map<String, String> environment,
      Function<GoCommand, List<Step>> work) {
    var distribution =
        new GoDistribution(
            goVersion, platform, source.resolve("go-distributions.sum"), environment);
    Optional<Path> installed = GoCommand.onPath(environment);
    var steps = new ArrayList<Step>();
    if (installed.isEmpty() && !distribution.isFetched(cache)) {
      steps.add(distribution.step(cache));
    }
    Path program = installed.orElseGet(() -> distribution.program(cache));
    steps.addAll(work.apply(new GoCommand(program, platform, environment, cache.resolve("logs"))));
    return steps;
  }

  /** The executable file of a program. */
  public Path program(Tool tool) {
    return sets.get(tool.moduleSet()).program(tool);
  }

  /** The folder with the kept files of a Go module, laid out as in the module. */
  public Path module(String module) {
    if (!GoSet.hasFilesOf(ModuleSet.SIMULATION, module)) {
      throw new LabException("no files of the Go module %s are kept".formatted(module));
    }
    return sets.get(ModuleSet.SIMULATION).module(module);
  }

  /** The folder {@code manifests} of the Argo CD release that the cluster pins. */
  public Path argoCdManifests() {
    return sets.get(ModuleSet.ARGO_CD_MANIFESTS).module(ARGO_CD).resolve("manifests");
  }

  /** The version of those manifests, which differs from that of the Argo CD programs. */
  public String argoCdManifestsVersion() {
    return sets.get(ModuleSet.ARGO_CD_MANIFESTS).goModule().version(ARGO_CD);
  }

  /** The program that stands in for k3s, built when it is first asked for. */
  public Path k3sStandIn(Progress progress) {
    return k3sStandIn.program(progress);
  }

  public PythonEnvironment python() {
    return python;
  }

  /** Program or package to its version without leading v, as the pins say. */
  public SortedMap<String, String> versions() {
    var versions = new TreeMap<String, String>(python.versions());
    for (Tool tool : Tool.values()) {
      versions.put(tool.program(), sets.get(tool.moduleSet()).version(tool));
    }
    versions.put("argocd-manifests", argoCdManifestsVersion());
    versions.put("go", sets.get(ModuleSet.SIMULATION).goModule().goVersion());
    return versions;
  }
}
