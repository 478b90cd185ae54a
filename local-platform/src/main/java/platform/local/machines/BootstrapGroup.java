package platform.local.machines;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import platform.local.aws.AwsAccount;
import platform.local.aws.InstanceLaunch;

/**
 * The managed node group that the platform's own components run on, as EKS would launch it.
 *
 * @param instanceType type of its machines
 * @param nodes how many machines, spread over the zones
 * @param maxPods pods a machine; stated, not left to nodeadm: with prefix delegation and an
 *     expression for maxPods it would reserve for 110 pods and leave 288 MiB of a t4g.small
 */
public record BootstrapGroup(String instanceType, int nodes, int maxPods) {
  static final String NAME = "bootstrap";
  private static final String PROFILE = "managed-on-demand";
  private static final String RESERVED_CPU = "70m";
  private static final String RESERVED_MEMORY = "376Mi";

  /** The machines, one zone after the other. */
  List<InstanceLaunch> launches(AwsAccount account) {
    return IntStream.range(0, nodes)
        .mapToObj(number -> account.zones().get(number % account.zones().size()))
        .map(
            zone ->
                new InstanceLaunch(
                    instanceType,
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
  String userData(AwsAccount account) {
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
            maxPods,
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
