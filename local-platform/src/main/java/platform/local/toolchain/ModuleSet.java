package platform.local.toolchain;

/**
 * The folders below {@code local-platform/toolchain} that hold one go.mod each. Programs whose
 * libraries agree share a set, and so most of their compilation.
 */
enum ModuleSet {
  SIMULATION("simulation"),
  ARGO_CD("argocd"),
  ARGO_CD_MANIFESTS("argocd-manifests");

  private final String folder;

  ModuleSet(String folder) {
    this.folder = folder;
  }

  String folder() {
    return folder;
  }
}
