package platform.cli;

import platform.local.lab.LabAddresses;

/** What {@code platform up} leaves its caller with: where things are, and what to try. */
final class Welcome {
  private Welcome() {}

  /**
   * @param suffix the option that chooses this lab, with a blank before it; may be empty
   */
  static String text(LabAddresses addresses, String suffix) {
    String login =
        addresses
            .argoCdPassword()
            .map(password -> "user admin, password " + password)
            .orElse("no password yet: Secret argocd-initial-admin-secret does not exist");
    String metrics =
        addresses.karpenterMetrics().isEmpty()
            ? "Karpenter does not run"
            : String.join("  ", addresses.karpenterMetrics());
    return """
        Kubernetes  export KUBECONFIG=%s
                    kubectl, if there is none: %s
        Argo CD     %s/api/v1/applications, %s
        Karpenter   %s
        AWS         export AWS_ENDPOINT_URL=%s AWS_ACCESS_KEY_ID=lab AWS_SECRET_ACCESS_KEY=lab
        logs        %s

        Try next:
          scripts/platform status%s --watch
          kubectl get nodes -L capacity.platform/profile,node.kubernetes.io/instance-type
          change a workload in gitops/apps/workloads, then: scripts/platform sync%s
          kubectl delete nodeclaims -l karpenter.sh/nodepool=karpenter-on-demand   (Karpenter replaces them)
          scripts/platform logs%s
          scripts/platform down%s
        """
        .formatted(
            addresses.kubeconfig(),
            addresses.kubectl(),
            addresses.argoCd(),
            login,
            metrics,
            addresses.aws(),
            addresses.logs(),
            suffix,
            suffix,
            suffix,
            suffix);
  }
}
