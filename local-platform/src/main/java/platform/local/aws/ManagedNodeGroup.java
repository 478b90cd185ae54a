package platform.local.aws;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A managed node group of the account's cluster, with what its launch template says.
 *
 * @param userData the launch template's, decoded; EKS adds its own
 * @param subnets subnet by zone
 * @param instanceTags tags that the launch template gives its machines
 */
public record ManagedNodeGroup(
    String name,
    String instanceType,
    int nodes,
    SortedMap<String, String> labels,
    String userData,
    SortedMap<String, String> subnets,
    List<String> securityGroups,
    SortedMap<String, String> instanceTags) {
  public ManagedNodeGroup {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    subnets = Collections.unmodifiableSortedMap(new TreeMap<>(subnets));
    securityGroups = List.copyOf(securityGroups);
    instanceTags = Collections.unmodifiableSortedMap(new TreeMap<>(instanceTags));
    if (subnets.isEmpty()) {
      throw new IllegalArgumentException("node group '%s' has no subnet".formatted(name));
    }
  }
}
