package platform.local.machines;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.local.aws.AwsAccount;
import platform.local.aws.InstanceLaunch;
import platform.local.aws.ManagedNodeGroup;
import platform.local.aws.RunningInstance;

/**
 * The managed node group that the platform's own components run on, as EKS would launch it.
 *
 * @param group as the account has it
 * @param replacementDelay from the end of a machine to the launch of the next, which then boots as
 *     any other does
 */
public record BootstrapGroup(ManagedNodeGroup group, Duration replacementDelay) {
  private static final String NAME_TAG = "eks:nodegroup-name";
  private static final String LAST_BOUNDARY = "--//--";

  String name() {
    return group.name();
  }

  /**
   * The launches that bring the group to its size, each in a zone that has the fewest of its
   * machines, as an Auto Scaling group chooses.
   *
   * @param running whatever runs in the account
   */
  List<InstanceLaunch> missing(AwsAccount account, Collection<RunningInstance> running) {
    var zones = new ArrayList<String>();
    running.stream()
        .filter(instance -> name().equals(instance.tags().get(NAME_TAG)))
        .forEach(instance -> zones.add(instance.zone().name()));
    var launches = new ArrayList<InstanceLaunch>();
    while (zones.size() < group.nodes()) {
      String emptiest =
          Collections.min(
              group.subnets().keySet(), comparing(zone -> Collections.frequency(zones, zone)));
      zones.add(emptiest);
      launches.add(launch(account, emptiest));
    }
    return launches;
  }

  private InstanceLaunch launch(AwsAccount account, String zone) {
    Map<String, String> tags = new TreeMap<>(group.instanceTags());
    tags.put("eks:cluster-name", account.clusterName());
    tags.put(NAME_TAG, name());
    tags.put("kubernetes.io/cluster/" + account.clusterName(), "owned");
    return new InstanceLaunch(
        group.instanceType(),
        zone,
        group.subnets().get(zone),
        group.securityGroups(),
        userData(account),
        tags);
  }

  /** Two parts, as EKS makes them of the launch template's and of its own settings. */
  String userData(AwsAccount account) {
    String labels =
        Stream.concat(
                Stream.of(
                    "eks.amazonaws.com/nodegroup=" + name(),
                    "eks.amazonaws.com/capacityType=ON_DEMAND"),
                group.labels().entrySet().stream()
                    .map(label -> label.getKey() + "=" + label.getValue()))
            .collect(Collectors.joining(","));
    String own =
        """
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
            - "--node-labels=%s"

        --//--
        """
            .formatted(
                account.clusterName(),
                account.clusterEndpoint(),
                account.clusterCertificateAuthority(),
                account.serviceCidr(),
                labels);
    int end = group.userData().lastIndexOf(LAST_BOUNDARY);
    String first =
        end < 0
            ? "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"//\"\n\n"
            : group.userData().substring(0, end);
    return first + own;
  }
}
