package platform.local.machines;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import platform.local.aws.AwsAccount;
import platform.local.aws.InstanceLaunch;
import platform.local.aws.RunningInstance;

/**
 * The managed node group that the platform's own components run on, as EKS would launch it.
 *
 * @param instanceType type of its machines
 * @param nodes how many machines, spread over the zones
 * @param maxPods pods a machine; stated, not left to nodeadm: with prefix delegation and an
 *     expression for maxPods it would reserve for 110 pods and leave 288 MiB of a t4g.small
 * @param replacementDelay from the end of a machine to the launch of the next, which then boots as
 *     any other does
 */
public record BootstrapGroup(
    String instanceType, int nodes, int maxPods, Duration replacementDelay) {
  static final String NAME = "bootstrap";
  private static final String NAME_TAG = "eks:nodegroup-name";
  private static final String PROFILE = "managed-on-demand";
  private static final String RESERVED_CPU = "70m";
  private static final String RESERVED_MEMORY = "376Mi";

  /**
   * The launches that bring the group to its size, each in a zone that has the fewest of its
   * machines, as an Auto Scaling group chooses.
   *
   * @param running whatever runs in the account
   */
  List<InstanceLaunch> missing(AwsAccount account, Collection<RunningInstance> running) {
    var zones = new ArrayList<String>();
    running.stream()
        .filter(instance -> NAME.equals(instance.tags().get(NAME_TAG)))
        .forEach(instance -> zones.add(instance.zone().name()));
    var launches = new ArrayList<InstanceLaunch>();
    while (zones.size() < nodes) {
      String emptiest =
          Collections.min(account.zones(), comparing(zone -> Collections.frequency(zones, zone)));
      zones.add(emptiest);
      launches.add(launch(account, emptiest));
    }
    return launches;
  }

  private InstanceLaunch launch(AwsAccount account, String zone) {
    return new InstanceLaunch(
        instanceType,
        zone,
        userData(account),
        Map.of(
            "Name",
            account.clusterName() + "-" + NAME,
            "eks:cluster-name",
            account.clusterName(),
            NAME_TAG,
            NAME,
            "kubernetes.io/cluster/" + account.clusterName(),
            "owned"));
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
