package platform.local.aws;

import java.util.Map;

/** An EC2 instance that runs, as DescribeInstances shows it. */
public record RunningInstance(
    String id,
    String instanceType,
    CapacityType capacityType,
    AvailabilityZone zone,
    String privateDnsName,
    String privateIpAddress,
    String imageId,
    Map<String, String> tags) {

  public RunningInstance {
    tags = Map.copyOf(tags);
  }
}
