package platform.local.machines;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import platform.local.aws.InstanceTypeShape;

/**
 * What a machine has and what it leaves to pods.
 *
 * <p>Defaults are those of nodeadm in awslabs/amazon-eks-ami, {@code internal/kubelet/config.go}:
 * CPU 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest; memory
 * 255 MiB and 11 MiB for each pod that has an address of its own (not for each of maxPods);
 * eviction at 100 MiB of memory and 10 % of the disk.
 */
record NodeResources(Map<String, Quantity> capacity, Map<String, Quantity> allocatable) {
  /**
   * What the kernel and firmware leave of an instance's nominal memory: a t4g.small shows 1913 of
   * its 2048 MiB. Karpenter assumes 92.5 % before it has seen a node of the type.
   */
  private static final BigDecimal USABLE_MEMORY = new BigDecimal("0.934");

  /** Karpenter's and EKS's default root volume. */
  private static final BigDecimal DISK_BYTES = mebibytes(20 * 1024);

  private static final BigDecimal DEFAULT_DISK_RESERVED = mebibytes(1024);
  private static final BigDecimal DEFAULT_EVICTION_MEMORY = mebibytes(100);
  private static final BigDecimal DEFAULT_EVICTION_DISK = new BigDecimal("0.10");

  NodeResources {
    capacity = Map.copyOf(capacity);
    allocatable = Map.copyOf(allocatable);
  }

  static NodeResources of(InstanceTypeShape shape, NodeConfig config) {
    BigDecimal cpu = BigDecimal.valueOf(shape.vcpus());
    BigDecimal memory =
        mebibytes(
            BigDecimal.valueOf(shape.memoryMebibytes())
                .multiply(USABLE_MEMORY)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact());
    int pods = config.maxPods().orElse(shape.addressLimitedPods());
    Map<String, String> kube = config.quantities("kubeReserved");
    Map<String, String> system = config.quantities("systemReserved");
    Map<String, String> eviction = config.quantities("evictionHard");

    BigDecimal cpuReserved =
        amount(kube, "cpu", defaultCpuReserved(shape.vcpus()))
            .add(amount(system, "cpu", BigDecimal.ZERO));
    BigDecimal memoryReserved =
        amount(kube, "memory", mebibytes(11L * shape.addressLimitedPods() + 255))
            .add(amount(system, "memory", BigDecimal.ZERO))
            .add(threshold(eviction, "memory.available", memory, DEFAULT_EVICTION_MEMORY));
    BigDecimal diskReserved =
        amount(kube, "ephemeral-storage", DEFAULT_DISK_RESERVED)
            .add(amount(system, "ephemeral-storage", BigDecimal.ZERO))
            .add(
                threshold(
                    eviction,
                    "nodefs.available",
                    DISK_BYTES,
                    DISK_BYTES.multiply(DEFAULT_EVICTION_DISK)));

    return new NodeResources(
        resources(cpu, memory, DISK_BYTES, pods),
        resources(
            cpu.subtract(cpuReserved),
            memory.subtract(memoryReserved),
            DISK_BYTES.subtract(diskReserved),
            pods));
  }

  private static Map<String, Quantity> resources(
      BigDecimal cpu, BigDecimal memory, BigDecimal disk, int pods) {
    Map<String, Quantity> resources = new TreeMap<>();
    resources.put("cpu", new Quantity(cpu.movePointRight(3).longValue() + "m"));
    resources.put("memory", binary(memory));
    resources.put("ephemeral-storage", binary(disk));
    resources.put("pods", new Quantity(Integer.toString(pods)));
    return resources;
  }

  private static Quantity binary(BigDecimal bytes) {
    return new Quantity(bytes.max(BigDecimal.ZERO).longValue() / 1024 / 1024 + "Mi");
  }

  static BigDecimal defaultCpuReserved(int vcpus) {
    int[] starts = {0, 1000, 2000, 4000, Integer.MAX_VALUE};
    int[] tenThousandths = {600, 100, 50, 25};
    int total = vcpus * 1000;
    int reserved = 0;
    for (int i = 0; i < tenThousandths.length && total > starts[i]; i++) {
      reserved += (Math.min(total, starts[i + 1]) - starts[i]) * tenThousandths[i] / 10_000;
    }
    return BigDecimal.valueOf(reserved, 3);
  }

  private static BigDecimal amount(Map<String, String> stated, String name, BigDecimal otherwise) {
    return stated.containsKey(name)
        ? Quantity.getAmountInBytes(new Quantity(stated.get(name)))
        : otherwise;
  }

  /** The kubelet takes thresholds as quantities or as percentages of the whole. */
  private static BigDecimal threshold(
      Map<String, String> stated, String signal, BigDecimal whole, BigDecimal otherwise) {
    String value = stated.getOrDefault(signal, "");
    if (value.endsWith("%")) {
      return whole
          .multiply(new BigDecimal(value.substring(0, value.length() - 1)))
          .movePointLeft(2);
    }
    return amount(stated, signal, otherwise);
  }

  private static BigDecimal mebibytes(long count) {
    return BigDecimal.valueOf(count * 1024 * 1024);
  }
}
