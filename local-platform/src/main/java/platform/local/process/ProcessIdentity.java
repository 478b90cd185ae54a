package platform.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process and no other, even after its id was given to another process.
 *
 * @param started what tells it from an earlier or later process of the same id
 */
public record ProcessIdentity(long pid, String started) {
  // Fields of /proc/<pid>/stat, counted from behind the program's name, which may hold anything.
  private static final int STATE = 0;
  private static final int START_TICKS = 19;

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
