package platform.local.aws;

import java.util.List;
import java.util.Map;

/** One on-demand instance that the lab has the account run, as EKS does for a node group. */
public record InstanceLaunch(
    String instanceType,
    String zone,
    String subnet,
    List<String> securityGroups,
    String userData,
    Map<String, String> tags) {

  public InstanceLaunch {
    securityGroups = List.copyOf(securityGroups);
    tags = Map.copyOf(tags);
  }
}
