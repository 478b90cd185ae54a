package platform.model.pricing;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The labels by which Karpenter chooses among the instance types of AWS. */
final class Labels {
  static final String INSTANCE_TYPE = "node.kubernetes.io/instance-type";
  static final String ZONE = "topology.kubernetes.io/zone";
  static final String CAPACITY_TYPE = "karpenter.sh/capacity-type";
  static final String FAMILY = "karpenter.k8s.aws/instance-family";

  private static final String REGION = "topology.kubernetes.io/region";
  private static final String OF_INSTANCES = "karpenter.k8s.aws/instance-";
  private static final Map<String, String> OLD_NAMES =
      Map.of(
          "failure-domain.beta.kubernetes.io/zone", ZONE,
          "failure-domain.beta.kubernetes.io/region", REGION,
          "beta.kubernetes.io/arch", "kubernetes.io/arch",
          "beta.kubernetes.io/os", "kubernetes.io/os",
          "beta.kubernetes.io/instance-type", INSTANCE_TYPE);
  private static final Set<String> FEATURES =
      Set.of(
          "cpu-manufacturer",
          "cpu-sustained-clock-speed-mhz",
          "ebs-bandwidth",
          "network-bandwidth",
          "local-nvme",
          "gpu-name",
          "gpu-manufacturer",
          "gpu-count",
          "gpu-memory",
          "accelerator-name",
          "accelerator-manufacturer",
          "accelerator-count",
          "hypervisor",
          "encryption-in-transit-supported");

  private Labels() {}

  static String canonical(String key) {
    return OLD_NAMES.getOrDefault(key, key);
  }

  /**
   * A type's values of a label, none if it lacks it; empty for a label that types don't have, by
   * which Karpenter therefore does not choose among them.
   */
  static Optional<SortedSet<String>> of(Catalogue catalogue, InstanceType type, String key) {
    return switch (key) {
      case INSTANCE_TYPE -> one(type.name());
      case "kubernetes.io/arch" -> one(type.architecture());
      case "kubernetes.io/os" -> one("linux");
      case "node.kubernetes.io/windows-build" -> Optional.of(new TreeSet<>());
      case ZONE -> Optional.of(type.zones());
      case REGION -> one(catalogue.region());
      case CAPACITY_TYPE -> Optional.of(type.capacityTypes());
      default ->
          key.startsWith(OF_INSTANCES)
              ? ofInstance(type, key.substring(OF_INSTANCES.length()))
              : Optional.empty();
    };
  }

  private static Optional<SortedSet<String>> ofInstance(InstanceType type, String label) {
    return switch (label) {
      case "cpu" -> one(Integer.toString(type.cpus()));
      case "memory" -> one(Integer.toString(type.memoryMebibytes()));
      case "family" -> one(type.family());
      case "size" -> one(type.size());
      case "category" -> atMostOne(type.category());
      case "generation" -> atMostOne(type.generation());
      case "capability-flex" -> one(Boolean.toString(type.family().contains("-flex")));
      case "tenancy" -> Optional.of(new TreeSet<>(Set.of("default", "dedicated")));
      default ->
          FEATURES.contains(label)
              ? atMostOne(Optional.ofNullable(type.features().get(label)))
              : Optional.empty();
    };
  }

  private static Optional<SortedSet<String>> one(String value) {
    return Optional.of(new TreeSet<>(Set.of(value)));
  }

  private static Optional<SortedSet<String>> atMostOne(Optional<String> value) {
    return value.map(Labels::one).orElseGet(() -> Optional.of(new TreeSet<>()));
  }
}
