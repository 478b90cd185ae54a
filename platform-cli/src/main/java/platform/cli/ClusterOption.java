package platform.cli;

import picocli.CommandLine.Option;
import platform.local.controlplane.ClusterKind;
import platform.local.controlplane.ControlPlaneChoice;
import platform.local.controlplane.DockerEngine;
import platform.local.process.Progress;

/** Which control plane a lab is to run on. */
final class ClusterOption {
  @Option(
      names = "--cluster",
      paramLabel = "KIND",
      defaultValue = "auto",
      description = {
        "Control plane: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
        "auto: k3s where a Docker engine answers and has its image or can pull it, else embedded."
      })
  private ClusterKind kind;

  ClusterKind kind() {
    return kind;
  }

  /** Ends with what keeps k3s from running, if it is asked for, before minutes go into building. */
  void insist(Progress progress) {
    if (kind == ClusterKind.K3S) {
      choose(progress);
    }
  }

  /** Asks the Docker engine, if there is one. */
  ControlPlaneChoice choose(Progress progress) {
    return ControlPlaneChoice.make(kind, new DockerEngine(System.getenv()), progress);
  }
}
