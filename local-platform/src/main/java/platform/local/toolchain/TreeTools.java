package platform.local.toolchain;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import platform.local.process.Progress;

/**
 * What reading and judging a tree needs of the toolchain: one small program and pinned files, so
 * that nobody waits for Kubernetes to be built before a first answer.
 *
 * @param karpenterModule charts and definitions of Karpenter
 * @param argoCdManifests the folder {@code manifests} of the Argo CD release that the tree pins
 * @param argoCdVersion of those manifests, without a leading v
 * @param kubernetesSchemas the API server's own OpenAPI document
 */
public record TreeTools(
    Path kustomize,
    Path karpenterModule,
    Path argoCdManifests,
    String argoCdVersion,
    Path kubernetesSchemas) {
  private static final List<Tool> PROGRAMS = List.of(Tool.KUSTOMIZE);
  private static final String KARPENTER = "github.com/aws/karpenter-provider-aws";
  private static final String ARGO_CD = "github.com/argoproj/argo-cd/v3";

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
      CacheLock.holding(
          cache,
          progress,
          () ->
              new Preparation(progress)
                  .run(
                      Toolchain.goSteps(
                          simulation.goModule().goVersion(),
                          source,
                          cache,
                          platform,
                          environment,
                          go ->
                              List.of(
                                      argoCd.steps(go),
                                      simulation.steps(go, PROGRAMS),
                                      schemas.steps(go))
                                  .stream()
                                  .flatMap(List::stream)
                                  .toList())));
    }
    return new TreeTools(
        simulation.program(Tool.KUSTOMIZE),
        simulation.module(KARPENTER),
        argoCd.module(ARGO_CD).resolve("manifests"),
        argoCd.goModule().version(ARGO_CD),
        schemas.module("k8s.io/kubernetes").resolve("api/openapi-spec/swagger.json"));
  }
}
