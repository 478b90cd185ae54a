package platform.local.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program that outlives whoever starts it, its output in a log file. */
public final class DetachedProcess {
  private static final Path NO_INPUT = Path.of("/dev/null");

  private final Process process;

  private DetachedProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a program with this process's environment.
   *
   * @param log is begun anew
   */
  public static DetachedProcess start(List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(OwnSession.of(command))
              .redirectInput(NO_INPUT.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new DetachedProcess(process);
    } catch (IOException e) {
      throw new LabException("%s does not start: %s".formatted(command.get(0), e.getMessage()), e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Completes when it ends, with its exit code. */
  public CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Its exit code, once it has ended. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Asks it to end and waits for that. */
  public void stop(Duration patience) {
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
