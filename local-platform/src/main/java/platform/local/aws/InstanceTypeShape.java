package platform.local.aws;

/**
 * What DescribeInstanceTypes says about the size of an instance type.
 *
 * @param architecture EC2's word: {@code arm64} or {@code x86_64}
 * @param networkInterfaces how many the default network card carries
 * @param addressesPerInterface IPv4 addresses on each
 */
public record InstanceTypeShape(
    String name,
    String architecture,
    int vcpus,
    long memoryMebibytes,
    int networkInterfaces,
    int addressesPerInterface) {

  /** Pods that have an address each when the VPC CNI hands out single addresses. */
  public int addressLimitedPods() {
    return networkInterfaces * (addressesPerInterface - 1) + 2;
  }
}
