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
    HostPlatform platform = HostPlatform.current();
    Path source = toolchainFolder.toAbsolutePath().normalize();
    Path cache = cacheFolder.toAbsolutePath().normalize();
    GoSet simulation = GoSet.of(ModuleSet.SIMULATION, source, cache, platform);
    GoSet argoCd = GoSet.of(ModuleSet.ARGO_CD_MANIFESTS, source, cache, platform);
    GoSet schemas = GoSet.of(ModuleSet.KUBERNETES_SCHEMAS, source, cache, platform);
    if (!simulation.has(PROGRAMS) || !argoCd.has(List.of()) || !schemas.has(List.of())) {
      complete(
          source,
          cache,
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
    HostPlatform platform = HostPlatform.current();
    Path source = toolchainFolder.toAbsolutePath().normalize();
    Path cache = cacheFolder.toAbsolutePath().normalize();
    GoSet argoCd = GoSet.of(ModuleSet.ARGO_CD, source, cache, platform);
    if (!argoCd.has(List.of(Tool.HELM))) {
      complete(source, cache, environment, progress, go -> argoCd.steps(go, List.of(Tool.HELM)));
    }
    return argoCd.program(Tool.HELM);
  }

  private static void complete(
      Path source,
      Path cache,
      Map<String, String> environment,
      Progress progress,
      Function<GoCommand, List<Step>> work) {
    HostPlatform platform = HostPlatform.current();
    String goVersion =
        GoSet.of(ModuleSet.SIMULATION, source, cache, platform).goModule().goVersion();
    CacheLock.holding(
        cache,
        progress,
        () ->
            new Preparation(progress)
                .run(Toolchain.goSteps(goVersion, source, cache, platform, environment, work)));
  }
}
