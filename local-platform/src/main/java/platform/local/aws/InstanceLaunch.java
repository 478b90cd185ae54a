package platform.local.aws;

import java.util.Map;

/** One on-demand instance that the lab has the account run, as EKS does for a node group. */
public record InstanceLaunch(
    String instanceType, String zone, String userData, Map<String, String> tags) {

  public InstanceLaunch {
    tags = Map.copyOf(tags);
  }
}
