package platform.model.capacity;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a machine of EC2 has and what it leaves to pods once nodeadm has started its kubelet.
 *
 * <p>Defaults are those of nodeadm in awslabs/amazon-eks-ami, {@code internal/kubelet/config.go}:
 * CPU 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest; memory
 * 255 MiB and 11 MiB for each pod that has an address of its own (not for each of maxPods);
 * eviction at 100 MiB of memory and 10 % of the disk.
 */
public record NodeResources(Amounts capacity, Amounts allocatable) {
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

  /**
   * An amount of each resource, never below nothing.
   *
   * @param milliCpu thousandths of a core
   */
  public record Amounts(int milliCpu, long memoryMebibytes, long diskMebibytes, int pods) {
    private static Amounts of(BigDecimal cpu, BigDecimal memory, BigDecimal disk, int pods) {
      return new Amounts(
          cpu.max(BigDecimal.ZERO).movePointRight(3).intValue(),
          wholeMebibytes(memory),
          wholeMebibytes(disk),
          pods);
    }

    private static long wholeMebibytes(BigDecimal bytes) {
      return bytes.max(BigDecimal.ZERO).longValue() / 1024 / 1024;
    }

    /** As Kubernetes writes it, such as {@code 1930m}. */
    public String cpuQuantity() {
      return milliCpu + "m";
    }

    /** As Kubernetes writes it, such as {@code 1437Mi}. */
    public String memoryQuantity() {
      return memoryMebibytes + "Mi";
    }

    /** As Kubernetes writes it, such as {@code 17408Mi}. */
    public String diskQuantity() {
      return diskMebibytes + "Mi";
    }
  }

  /**
   * What a NodeConfig states of the kubelet; nodeadm's default holds for all that it leaves out.
   *
   * @param kubeReserved by resource
   * @param systemReserved by resource
   * @param evictionHard by signal, a quantity or a percentage of the whole
   */
  public record Kubelet(
      OptionalInt maxPods,
      Map<String, Quantity> kubeReserved,
      Map<String, Quantity> systemReserved,
      Map<String, String> evictionHard) {
    public Kubelet {
      kubeReserved = Map.copyOf(kubeReserved);
      systemReserved = Map.copyOf(systemReserved);
      evictionHard = Map.copyOf(evictionHard);
    }

    private BigDecimal reserved(String resource, BigDecimal otherwise) {
      return kubeReserved
          .getOrDefault(resource, new Quantity(otherwise))
          .amount()
          .add(systemReserved.getOrDefault(resource, Quantity.NONE).amount());
    }

    private BigDecimal threshold(String signal, BigDecimal whole, BigDecimal otherwise) {
      var value = evictionHard.get(signal);
      if (value == null) {
        return otherwise;
      }
      return value.endsWith("%")
          ? whole.multiply(new BigDecimal(value.substring(0, value.length() - 1))).movePointLeft(2)
          : Quantity.of(value).amount();
    }
  }

  /**
   * Those of one machine.
   *
   * @param memoryMebibytes the type's nominal memory
   * @param addressLimitedPods pods that have an address each when the VPC CNI hands out single ones
   */
  public static NodeResources of(
      int cpus, long memoryMebibytes, int addressLimitedPods, Kubelet kubelet) {
    var cpu = BigDecimal.valueOf(cpus);
    var memory =
        mebibytes(
            BigDecimal.valueOf(memoryMebibytes)
                .multiply(USABLE_MEMORY)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact());
    var pods = kubelet.maxPods().orElse(addressLimitedPods);
    var cpuReserved = kubelet.reserved("cpu", defaultCpuReserved(cpus));
    var memoryReserved =
        kubelet
            .reserved("memory", mebibytes(11L * addressLimitedPods + 255))
            .add(kubelet.threshold("memory.available", memory, DEFAULT_EVICTION_MEMORY));
    var diskReserved =
        kubelet
            .reserved("ephemeral-storage", DEFAULT_DISK_RESERVED)
            .add(
                kubelet.threshold(
                    "nodefs.available", DISK_BYTES, DISK_BYTES.multiply(DEFAULT_EVICTION_DISK)));
    return new NodeResources(
        Amounts.of(cpu, memory, DISK_BYTES, pods),
        Amounts.of(
            cpu.subtract(cpuReserved),
            memory.subtract(memoryReserved),
            DISK_BYTES.subtract(diskReserved),
            pods));
  }

  private static BigDecimal defaultCpuReserved(int cpus) {
    int[] starts = {0, 1000, 2000, 4000, Integer.MAX_VALUE};
    int[] tenThousandths = {600, 100, 50, 25};
    var total = cpus * 1000;
    var reserved = 0;
    for (var i = 0; i < tenThousandths.length && total > starts[i]; i++) {
      reserved += (Math.min(total, starts[i + 1]) - starts[i]) * tenThousandths[i] / 10_000;
    }
    return BigDecimal.valueOf(reserved, 3);
  }

  private static BigDecimal mebibytes(long count) {
    return BigDecimal.valueOf(count * 1024 * 1024);
  }
}
