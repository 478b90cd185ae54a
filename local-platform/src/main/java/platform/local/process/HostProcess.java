package platform.local.process;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** One program that runs on the host as a child of the lab, its output in a log file. */
public final class HostProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final String name;
  private final Process process;
  private final Path log;

  /** Completes when all that the program will ever say is in its log. */
  private final CompletableFuture<Void> logged;

  private HostProcess(String name, Process process, Path log, CompletableFuture<Void> logged) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.logged = logged;
  }

  /**
   * Starts a program with exactly the environment given, nothing inherited.
   *
   * @param name what people know it by; also the name of its log file
   * @param command program and arguments
   * @param environment all of its environment
   * @param logFolder where {@code <name>.log} is appended to
   */
  public static HostProcess start(
      String name, List<String> command, Map<String, String> environment, Path logFolder) {
    Path log = logFolder.resolve(name + ".log");
    Redirect toLog = Redirect.appendTo(log.toFile());
    Process process = start(name, command, environment, logFolder, toLog);
    return new HostProcess(name, process, log, CompletableFuture.completedFuture(null));
  }

  /**
   * As the other, and tells each line of the output when it is in the log.
   *
   * @param lines called on a thread that reads nothing more until it returns
   */
  public static HostProcess start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path logFolder,
      Consumer<String> lines) {
    Path log = logFolder.resolve(name + ".log");
    Process process = start(name, command, environment, logFolder, Redirect.PIPE);
    var logged = new CompletableFuture<Void>();
    var reader = new Thread(() -> copy(process, log, lines, logged), name + "-output");
    reader.setDaemon(true);
    reader.start();
    return new HostProcess(name, process, log, logged);
  }

  private static Process start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path logFolder,
      Redirect output) {
    try {
      Files.createDirectories(logFolder);
      var builder = new ProcessBuilder(OwnSession.of(command));
      builder.environment().clear();
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true);
      builder.redirectOutput(output);
      Process process = builder.start();
      ProcessLedger.in(logFolder).record(process.pid());
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new LabException(
          "%s does not start: %s (command: %s)"
              .formatted(name, FileProblem.inWords(e), command.get(0)),
          e);
    }
  }

  private static void copy(
      Process process, Path log, Consumer<String> lines, CompletableFuture<Void> logged) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        Writer file = Files.newBufferedWriter(log, CREATE, APPEND)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        file.write(line + "\n");
        file.flush();
        lines.accept(line);
      }
    } catch (IOException e) {
      // Closing a program closes its output under the reader.
      LoggerFactory.getLogger(HostProcess.class)
          .debug("{} is read no further: {}", log, e.toString());
    } finally {
      logged.complete(null);
    }
  }

  public String name() {
    return name;
  }

  public Path log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes when the program has ended and its output is in the log, with its exit code. */
  public CompletableFuture<Integer> ended() {
    return logged.thenCompose(all -> process.onExit()).thenApply(Process::exitValue);
  }

  /** Resident memory in MiB, 0 where the operating system does not say. */
  public long residentMebibytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  /** The last lines of the program's log, for messages. */
  public String lastLogLines(int count) {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(0, file.length() - 16_384);
      file.seek(start);
      var bytes = new byte[(int) (file.length() - start)];
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** Asks the program to end without waiting for it. */
  public void terminate() {
    process.destroy();
  }

  /** Ends the program and what it has started as a lost machine would: at once. */
  public void kill() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(Duration.ofSeconds(5));
  }

  /** Asks the program and what it has started to end and, after a moment's grace, ends it. */
  @Override
  public void close() {
    // Once their parent has ended, its descendants are no longer to be found through it.
    List<ProcessHandle> descendants = process.descendants().toList();
    descendants.forEach(ProcessHandle::destroy);
    process.destroy();
    if (!awaitEnd(GRACE)) {
      kill();
    }
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  private boolean awaitEnd(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
