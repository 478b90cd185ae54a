package platform.model.observed;

import java.math.BigDecimal;
import java.util.List;

/**
 * An amount of CPU and memory, as a pod requests it or a node offers it to pods.
 *
 * @param cpu in cores
 * @param memoryBytes 64 PiB stand for all that is more
 */
public record Resources(BigDecimal cpu, long memoryBytes) {
  public static final Resources NONE = new Resources(BigDecimal.ZERO, 0);

  /** More memory than any cluster has, and small enough for sums of it to stay numbers. */
  private static final long MOST_BYTES = 1L << 56;

  public Resources {
    memoryBytes = Math.min(memoryBytes, MOST_BYTES);
    if (cpu.signum() < 0 || memoryBytes < 0) {
      throw new IllegalArgumentException(
          "%s cores and %d bytes: neither can be negative".formatted(cpu, memoryBytes));
    }
  }

  /**
   * A container that starts before the others.
   *
   * @param isSidecar whether it stays beside them; any other has ended when the next one starts
   */
  public record InitContainer(Resources requests, boolean isSidecar) {}

  /** What the scheduler sets aside for a pod of these containers, counted as it counts. */
  public static Resources ofPod(List<InitContainer> initContainers, List<Resources> containers) {
    var sidecars = NONE;
    var starting = NONE;
    for (var container : initContainers) {
      var withIt = sidecars.plus(container.requests());
      starting = starting.max(withIt);
      sidecars = container.isSidecar() ? withIt : sidecars;
    }
    return containers.stream().reduce(sidecars, Resources::plus).max(starting);
  }

  public Resources plus(Resources other) {
    return new Resources(cpu.add(other.cpu), memoryBytes + other.memoryBytes);
  }

  public Resources times(int count) {
    var most = count == 0 ? MOST_BYTES : MOST_BYTES / count;
    return new Resources(
        cpu.multiply(BigDecimal.valueOf(count)), Math.min(memoryBytes, most) * count);
  }

  /** The larger CPU and the larger memory of the two. */
  public Resources max(Resources other) {
    return new Resources(cpu.max(other.cpu), Math.max(memoryBytes, other.memoryBytes));
  }

  /** Whether both are at least the other's. */
  public boolean holds(Resources other) {
    return cpu.compareTo(other.cpu) >= 0 && memoryBytes >= other.memoryBytes;
  }
}
