package platform.model.pricing;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * An EC2 instance type of one region.
 *
 * @param architecture Kubernetes' word: {@code arm64} or {@code amd64}
 * @param zones where it is offered
 * @param capacityTypes how it is sold: {@code on-demand}, {@code spot}
 * @param networkInterfaces how many the default network card carries
 * @param addressesPerInterface IPv4 addresses on each
 * @param features the values of Karpenter's further labels, keyed by what follows {@code
 *     karpenter.k8s.aws/instance-}
 * @param onDemandPrice USD an hour; without one Karpenter never starts the type on demand
 * @param measuredSpotPrices zone to USD an hour, empty unless they were taken from an account
 */
public record InstanceType(
    String name,
    String architecture,
    int cpus,
    int memoryMebibytes,
    SortedSet<String> zones,
    SortedSet<String> capacityTypes,
    int networkInterfaces,
    int addressesPerInterface,
    SortedMap<String, String> features,
    Optional<BigDecimal> onDemandPrice,
    SortedMap<String, BigDecimal> measuredSpotPrices) {
  // As Karpenter takes a name apart, so that "u-3tb1.56xlarge" is of category u, generation 1.
  private static final Pattern NAME = Pattern.compile("^([a-z]+)(-[0-9]+tb)?([0-9]+).*\\.");
  private static final int GRAVITON_RESERVED = 64;
  private static final double HYPERVISOR_SHARE = 0.075;
  private static final long MEBIBYTE = 1L << 20;
  private static final Set<String> EXOTIC = Set.of("gpu-count", "accelerator-count");

  public InstanceType {
    zones = Collections.unmodifiableSortedSet(new TreeSet<>(zones));
    capacityTypes = Collections.unmodifiableSortedSet(new TreeSet<>(capacityTypes));
    features = Collections.unmodifiableSortedMap(new TreeMap<>(features));
    measuredSpotPrices = Collections.unmodifiableSortedMap(new TreeMap<>(measuredSpotPrices));
    if (!name.contains(".")) {
      throw new IllegalArgumentException("'" + name + "' is no instance type: family.size");
    }
  }

  public String family() {
    return name.substring(0, name.indexOf('.'));
  }

  public String size() {
    return name.substring(name.indexOf('.') + 1);
  }

  public Optional<String> category() {
    return partOfName(1);
  }

  public Optional<String> generation() {
    return partOfName(3);
  }

  /** Pods that have an address each when the VPC CNI hands out single addresses. */
  public int addressLimitedPods() {
    return networkInterfaces * (addressesPerInterface - 1) + 2;
  }

  /**
   * The memory that Karpenter counts on a node before it has seen one of the type: without what
   * Graviton keeps for itself, and without 7.5 % for the hypervisor, its default.
   */
  public long countedMemoryBytes() {
    var usable = memoryMebibytes - (architecture.equals("arm64") ? GRAVITON_RESERVED : 0);
    return (usable - (long) Math.ceil(usable * HYPERVISOR_SHARE)) * MEBIBYTE;
  }

  /**
   * Bare metal, or with a GPU or accelerator: what Karpenter starts only if nothing else serves.
   */
  public boolean isExotic() {
    return size().contains("metal") || features.keySet().stream().anyMatch(EXOTIC::contains);
  }

  private Optional<String> partOfName(int group) {
    var matcher = NAME.matcher(name);
    return matcher.find() ? Optional.of(matcher.group(group)) : Optional.empty();
  }
}
