package platform.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One process and no other, even after its id was given to another process.
 *
 * @param started what tells it from an earlier or later process of the same id
 */
public record ProcessIdentity(long pid, String started) {
  // Fields of /proc/<pid>/stat, counted from behind the program's name, which may hold anything.
  private static final int STATE = 0;
  private static final int START_TICKS = 19;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /** The process that asks. */
  public static ProcessIdentity current() {
    long pid = ProcessHandle.current().pid();
    return of(pid).orElse(new ProcessIdentity(pid, "unknown"));
  }

  /** The process that has this id now; empty if there is none or it has ended already. */
  public static Optional<ProcessIdentity> of(long pid) {
    return started(pid).map(started -> new ProcessIdentity(pid, started));
  }

  /** A process to act on, if this very one still runs. */
  public Optional<ProcessHandle> running() {
    return started(pid).filter(started::equals).flatMap(same -> ProcessHandle.of(pid));
  }

  /**
   * Waits for its end.
   *
   * @return false if it still runs after that time
   */
  public boolean endsWithin(Duration patience) {
    Stopwatch waited = Stopwatch.start();
    Optional<ProcessHandle> process = running();
    while (process.isPresent()) {
      Duration left = waited.leftOf(patience);
      if (left.isNegative()) {
        return false;
      }
      // Java alone would wait for ever for one that has ended and whose parent does not ask.
      awaitExit(process.get(), left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
      process = running();
    }
    return true;
  }

  private static void awaitExit(ProcessHandle process, Duration patience) {
    try {
      process.onExit().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException notYet) {
      return;
    } catch (ExecutionException e) {
      throw new LabException("the end of a process can't be awaited: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting for a process to end", e);
    }
  }

  private static Optional<String> started(long pid) {
    try {
      // Java's start instant follows changes of the clock; ticks since this boot don't.
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      // A zombie has ended; only its parent has not asked yet.
      return fields[STATE].equals("Z")
          ? Optional.empty()
          : Optional.of(fields[START_TICKS] + "@" + boot);
    } catch (IOException e) {
      return Files.exists(Path.of("/proc/self/stat"))
          ? Optional.empty()
          : ProcessHandle.of(pid)
              .filter(ProcessHandle::isAlive)
              .flatMap(handle -> handle.info().startInstant())
              .map(Object::toString);
    }
  }
}
