package platform.local.toolchain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import platform.local.process.FileProblem;
import platform.local.process.HostProcess;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;

/** Runs a program to its end, and ends it when the lab is interrupted or killed meanwhile. */
final class ChildProgram {
  private static final int LINES_IN_MESSAGES = 12;
  private static final long LEAST_SPACE = 1024 * 1024;

  /**
   * How a program ended.
   *
   * @param exitCode 0 where it did what it was asked
   * @param log all that it printed
   */
  record Ending(int exitCode, Path log) {
    boolean isSuccess() {
      return exitCode == 0;
    }

    String output() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        return "";
      }
    }

    /** Ends with the remedy, if it failed because a disk is full. */
    void requireSpace(String what) {
      // On a full disk the log, too, may end before the program could say so.
      boolean isFull =
          output().toLowerCase(Locale.ROOT).contains("no space left on device")
              || log.toFile().getUsableSpace() < LEAST_SPACE;
      if (!isSuccess() && isFull) {
        throw new SomethingMissingException(
            "%s: no space left on device (whole output in %s)".formatted(what, log),
            "make room for the cache folder and Go's own, or name folders on another disk: %s=DIR GOCACHE=DIR GOMODCACHE=DIR"
                .formatted(Toolchain.CACHE_VARIABLE));
      }
    }

    /** The very last of the output and where the rest is, for the middle of a sentence. */
    String inOneLine() {
      List<String> lines = output().lines().filter(line -> !line.isBlank()).toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - 2), lines.size());
      return "%s (whole output in %s)".formatted(String.join(" / ", last), log);
    }

    /** The last lines of the output and where the rest is, to end a message with. */
    String explanation() {
      List<String> lines = output().lines().toList();
      List<String> last =
          lines.subList(Math.max(0, lines.size() - LINES_IN_MESSAGES), lines.size());
      return "%s%n(exit code %d, whole output in %s)"
          .formatted(String.join(System.lineSeparator(), last), exitCode, log);
    }
  }

  private ChildProgram() {}

  /**
   * @param tick called about once a second while the program runs
   */
  static Ending run(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path logFolder,
      Runnable tick) {
    deleteOldLog(logFolder.resolve(name + ".log"));
    HostProcess process = HostProcess.start(name, command, environment, logFolder);
    var endWithLab = new Thread(process::close, "end-" + name);
    try (process) {
      Runtime.getRuntime().addShutdownHook(endWithLab);
      try {
        return new Ending(waitFor(process.ended(), tick, "running " + name), process.log());
      } finally {
        Runtime.getRuntime().removeShutdownHook(endWithLab);
      }
    } catch (IllegalStateException e) {
      // The virtual machine is already ending.
      throw new LabException("interrupted while running " + name, e);
    }
  }

  /** All that a program prints that ends at once; nothing if it does not even start. */
  static String ask(List<String> command, Map<String, String> environment) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** Waits for something slow, calling {@code tick} about once a second. */
  static <T> T waitFor(CompletableFuture<T> future, Runnable tick, String doing) {
    while (true) {
      try {
        return future.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        tick.run();
      } catch (InterruptedException e) {
        future.cancel(true);
        Thread.currentThread().interrupt();
        throw new LabException("interrupted while " + doing, e);
      } catch (ExecutionException e) {
        throw new LabException(
            doing
                + " failed: "
                + (e.getCause() instanceof IOException problem
                    ? FileProblem.inWords(problem)
                    : e.getCause()),
            e.getCause());
      }
    }
  }

  private static void deleteOldLog(Path log) {
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new LabException("%s can't be written: %s".formatted(log, FileProblem.reason(e)), e);
    }
  }
}
