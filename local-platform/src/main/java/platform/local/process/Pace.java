package platform.local.process;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time as the programs of a busy machine have it: where five wait for each core, a second of theirs
 * takes five. What concludes from silence counts this, else it takes a program that waits for its
 * turn for one that has nothing to do.
 */
public final class Pace {
  /** Tasks that want each core while a lab starts on a machine of its own: nothing is slow yet. */
  private static final double USUAL = 2;

  /**
   * In a container the load is the whole host's, and the cores are the container's: not too much.
   */
  private static final double MOST = 5;

  private static final OperatingSystemMXBean MACHINE = ManagementFactory.getOperatingSystemMXBean();

  private final LongSupplier nanos;
  private final DoubleSupplier tasksForEachCore;
  private long last;
  private double lived;

  /**
   * @param nanos a clock that nobody sets
   * @param tasksForEachCore how many run or wait, lately; negative if that is not known
   */
  Pace(LongSupplier nanos, DoubleSupplier tasksForEachCore) {
    this.nanos = nanos;
    this.tasksForEachCore = tasksForEachCore;
    last = nanos.getAsLong();
  }

  /** Begins now, on this machine. */
  public static Pace start() {
    return new Pace(
        System::nanoTime, () -> MACHINE.getSystemLoadAverage() / MACHINE.getAvailableProcessors());
  }

  /** The time since the start; to be asked often, since each stretch counts by its end's load. */
  public Duration elapsed() {
    long now = nanos.getAsLong();
    lived += (now - last) / slowdown();
    last = now;
    return Duration.ofNanos((long) lived);
  }

  /** How many times slower than usual things go now; 1 to 5. */
  public double slowdown() {
    return Math.min(MOST, Math.max(1, tasksForEachCore.getAsDouble() / USUAL));
  }
}
