package platform.local.toolchain;

import java.util.Arrays;
import java.util.List;

/** The upstream programs that the lab runs, each built from a Go package of a pinned module. */
public enum Tool {
  KUSTOMIZE(ModuleSet.SIMULATION, "sigs.k8s.io/kustomize/kustomize/v5", "kustomize"),
  ETCD(ModuleSet.SIMULATION, "go.etcd.io/etcd/server/v3", "etcd"),
  KWOK(ModuleSet.SIMULATION, "sigs.k8s.io/kwok/cmd/kwok", "kwok"),
  KUBE_APISERVER(
      ModuleSet.SIMULATION,
      "k8s.io/kubernetes/cmd/kube-apiserver",
      "kube-apiserver",
      Variables.KUBERNETES),
  KUBE_CONTROLLER_MANAGER(
      ModuleSet.SIMULATION,
      "k8s.io/kubernetes/cmd/kube-controller-manager",
      "kube-controller-manager",
      Variables.KUBERNETES),
  KUBE_SCHEDULER(
      ModuleSet.SIMULATION,
      "k8s.io/kubernetes/cmd/kube-scheduler",
      "kube-scheduler",
      Variables.KUBERNETES),
  KUBECTL(ModuleSet.SIMULATION, "k8s.io/kubernetes/cmd/kubectl", "kubectl", Variables.KUBERNETES),
  KARPENTER(
      ModuleSet.SIMULATION,
      "github.com/aws/karpenter-provider-aws/cmd/controller",
      "karpenter",
      "sigs.k8s.io/karpenter/pkg/operator.Version={version}"),
  HELM(
      ModuleSet.ARGO_CD,
      "helm.sh/helm/v3/cmd/helm",
      "helm",
      "helm.sh/helm/v3/internal/version.version=v{version}"),
  ARGOCD(
      ModuleSet.ARGO_CD,
      "github.com/argoproj/argo-cd/v3/cmd",
      "argocd",
      "github.com/argoproj/argo-cd/v3/common.version={version}");

  private final ModuleSet moduleSet;
  private final String goPackage;
  private final String program;
  private final List<String> variables;

  /**
   * @param variables what the linker writes into the program, since a program built as a module
   *     does not know its own version
   */
  Tool(ModuleSet moduleSet, String goPackage, String program, String... variables) {
    this.moduleSet = moduleSet;
    this.goPackage = goPackage;
    this.program = program;
    this.variables = List.of(variables);
  }

  ModuleSet moduleSet() {
    return moduleSet;
  }

  /** Go's name of the package that is this program. */
  public String goPackage() {
    return goPackage;
  }

  /** The name of the executable file, and what people know the program by. */
  public String program() {
    return program;
  }

  static List<Tool> of(ModuleSet moduleSet) {
    return Arrays.stream(values()).filter(tool -> tool.moduleSet == moduleSet).toList();
  }

  /**
   * @param version of the program's module, without the leading v
   */
  String linkerFlags(String version) {
    String[] numbers = version.split("\\.", 3);
    var flags = new StringBuilder("-s -w");
    for (String variable : variables) {
      flags
          .append(" -X ")
          .append(
              variable
                  .replace("{version}", version)
                  .replace("{major}", numbers[0])
                  .replace("{minor}", numbers.length > 1 ? numbers[1] : "0"));
    }
    return flags.toString();
  }

  private static final class Variables {
    // Clients, Karpenter among them, parse this version; unset it reads v0.0.0-master+$Format.
    static final String[] KUBERNETES = {
      "k8s.io/component-base/version.gitVersion=v{version}",
      "k8s.io/component-base/version.gitMajor={major}",
      "k8s.io/component-base/version.gitMinor={minor}"
    };
  }
}
