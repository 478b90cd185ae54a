package platform.local.toolchain;

/**
 * The folders below {@code local-platform/toolchain} that hold one go.mod each. Programs whose
 * libraries agree share a set, and so most of their compilation.
 */
enum ModuleSet {
  SIMULATION("simulation"),
  ARGO_CD("argocd"),
  ARGO_CD_MANIFESTS("argocd-manifests"),

  /**
   * Of the modules that the simulation is built from: one pin for an API server and its schemas.
   */
  KUBERNETES_SCHEMAS("simulation", "kubernetes-schemas");

  private final String folder;
  private final String cacheName;

  ModuleSet(String folder) {
    this(folder, folder);
  }

  ModuleSet(String folder, String cacheName) {
    this.folder = folder;
    this.cacheName = cacheName;
  }

  String folder() {
    return folder;
  }

  /** What its folder in the cache is called, before the key. */
  String cacheName() {
    return cacheName;
  }
}
