package platform.local.toolchain;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import platform.local.process.Progress;

/**
 * What reading and judging a tree needs of the toolchain: one small program and pinned files, so
 * that nobody waits for Kubernetes to be built before a first answer.
 *
 * @param karpenterModule charts and definitions of Karpenter
 * @param karpenterVersion of both
 * @param argoCdManifests the folder {@code manifests} of the Argo CD release that the tree pins
 * @param argoCdVersion of those manifests, without a leading v
 * @param kubernetesSchemas the API server's own OpenAPI document
 * @param kubernetesVersion of that document
 */
public record TreeTools(
    Path kustomize,
    Path karpenterModule,
    String karpenterVersion,
    Path argoCdManifests,
    String argoCdVersion,
    Path kubernetesSchemas,
    String kubernetesVersion) {
  private static final List<Tool> PROGRAMS = List.of(Tool.KUSTOMIZE);
  private static final String KARPENTER = "github.com/aws/karpenter-provider-aws";
  private static final String ARGO_CD = "github.com/argoproj/argo-cd/v3";
  private static final String KUBERNETES = "k8s.io/kubernetes";

  /** Makes them ready: a minute or two the first time, milliseconds afterwards. */
  public static TreeTools prepare(
      Path toolchainFolder, Path cacheFolder, Map<String, String> environment, Progress progress) {
    var folders = Folders.of(toolchainFolder, cacheFolder);
    GoSet simulation = folders.set(ModuleSet.SIMULATION);
    GoSet argoCd = folders.set(ModuleSet.ARGO_CD_MANIFESTS);
    GoSet schemas = folders.set(ModuleSet.KUBERNETES_SCHEMAS);
    if (!simulation.has(PROGRAMS) || !argoCd.has(List.of()) || !schemas.has(List.of())) {
      folders.complete(
          environment,
          progress,
          go ->
              List.of(argoCd.steps(go), simulation.steps(go, PROGRAMS), schemas.steps(go)).stream()
                  .flatMap(List::stream)
                  .toList());
    }
    return new TreeTools(
        simulation.program(Tool.KUSTOMIZE),
        simulation.module(KARPENTER),
        simulation.goModule().version(KARPENTER),
        argoCd.module(ARGO_CD).resolve("manifests"),
        argoCd.goModule().version(ARGO_CD),
        schemas.module(KUBERNETES).resolve("api/openapi-spec/swagger.json"),
        schemas.goModule().version(KUBERNETES));
  }

  /** Helm, which only a chart needs: built in a minute or two when one is first asked for. */
  public static Path helm(
      Path toolchainFolder, Path cacheFolder, Map<String, String> environment, Progress progress) {
    var folders = Folders.of(toolchainFolder, cacheFolder);
    GoSet argoCd = folders.set(ModuleSet.ARGO_CD);
    if (!argoCd.has(List.of(Tool.HELM))) {
      folders.complete(environment, progress, go -> argoCd.steps(go, List.of(Tool.HELM)));
    }
    return argoCd.program(Tool.HELM);
  }

  /** Where sets are pinned, and where they are made. */
  private record Folders(Path source, Path cache, HostPlatform platform) {
    static Folders of(Path toolchain, Path cache) {
      return new Folders(
          toolchain.toAbsolutePath().normalize(),
          cache.toAbsolutePath().normalize(),
          HostPlatform.current());
    }

    GoSet set(ModuleSet modules) {
      return GoSet.of(modules, source, cache, platform);
    }

    void complete(
        Map<String, String> environment, Progress progress, Function<GoCommand, List<Step>> work) {
      String goVersion = set(ModuleSet.SIMULATION).goModule().goVersion();
      CacheLock.holding(
          cache,
          progress,
          () ->
              new Preparation(progress)
                  .run(Toolchain.goSteps(goVersion, source, cache, platform, environment, work)));
    }
  }
}
