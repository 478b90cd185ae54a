package platform.local.machines;

import java.util.List;
import java.util.Map;
import platform.local.aws.AwsAccount;
import platform.local.aws.InstanceLaunch;

/** The managed node group that the platform's own components run on, as EKS would launch it. */
final class BootstrapGroup {
  static final String INSTANCE_TYPE = "t4g.small";
  static final String NAME = "bootstrap";
  private static final String PROFILE = "managed-on-demand";

  /**
   * Stated, not left to nodeadm: with prefix delegation and an expression for maxPods it would
   * reserve for 110 pods and leave 288 MiB of a t4g.small.
   */
  private static final int MAX_PODS = 32;

  private static final String RESERVED_CPU = "70m";
  private static final String RESERVED_MEMORY = "376Mi";

  private BootstrapGroup() {}

  /** One machine in each of the first two zones. */
  static List<InstanceLaunch> launches(AwsAccount account) {
    return account.zones().stream()
        .limit(2)
        .map(
            zone ->
                new InstanceLaunch(
                    INSTANCE_TYPE,
                    zone,
                    userData(account),
                    Map.of(
                        "Name",
                        account.clusterName() + "-" + NAME,
                        "eks:cluster-name",
                        account.clusterName(),
                        "eks:nodegroup-name",
                        NAME,
                        "kubernetes.io/cluster/" + account.clusterName(),
                        "owned")))
        .toList();
  }

  /** Two parts, as EKS makes them of its own settings and of the launch template's. */
  static String userData(AwsAccount account) {
    return """
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="//"

    --//
    Content-Type: application/node.eks.aws

    ---
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      kubelet:
        config:
          maxPods: %d
          kubeReserved:
            cpu: %s
            memory: %s
            ephemeral-storage: 1Gi
        flags:
        - "--node-labels=capacity.platform/profile=%s"
    --//
    Content-Type: application/node.eks.aws

    ---
    apiVersion: node.eks.aws/v1alpha1
    kind: NodeConfig
    spec:
      cluster:
        name: %s
        apiServerEndpoint: %s
        certificateAuthority: %s
        cidr: %s
      kubelet:
        flags:
        - "--node-labels=eks.amazonaws.com/nodegroup=%s,eks.amazonaws.com/capacityType=ON_DEMAND"

    --//--
    """
        .formatted(
            MAX_PODS,
            RESERVED_CPU,
            RESERVED_MEMORY,
            PROFILE,
            account.clusterName(),
            account.clusterEndpoint(),
            account.clusterCertificateAuthority(),
            account.serviceCidr(),
            NAME);
  }
}
