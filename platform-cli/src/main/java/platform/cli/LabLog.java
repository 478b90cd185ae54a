package platform.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import platform.local.process.LabException;
import platform.local.process.Progress;

/** The log of a lab's process: a command reads in it how far the lab is. */
final class LabLog {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final Pattern LINE = Pattern.compile("\\d\\d:\\d\\d:\\d\\d {2}(~ )?(.*)");
  private static final Pattern PROBLEM = Pattern.compile("platform: (.*)");

  static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Path file;
  private long position;
  private String lastProblem = "";

  /**
   * @param position in bytes, from where on to read
   */
  LabLog(Path file, long position) {
    this.file = file;
    this.position = position;
  }

  /** Progress as lines of such a log; what is under way has a tilde. */
  static Progress progress(PrintStream out) {
    return new Progress() {
      private String underWay = "";

      @Override
      public synchronized void say(String line) {
        print("", line);
      }

      @Override
      public synchronized void update(String line) {
        if (!line.equals(underWay)) {
          underWay = line;
          print("~ ", line);
        }
      }

      private void print(String mark, String line) {
        out.println(LocalTime.now().format(CLOCK) + "  " + mark + line.replaceAll("\\R", " "));
        out.flush();
      }
    };
  }

  /** Passes on what is written until the work is done, or has failed, and then the rest. */
  void follow(Progress progress, CompletableFuture<?> work) {
    while (!isDoneWithin(LOOK_AGAIN, work)) {
      passOnNewLines(progress);
    }
    passOnNewLines(progress);
  }

  /** Passes on what was written since the last look. */
  void passOnNewLines(Progress progress) {
    newLines().forEach(line -> passOn(line, progress));
  }

  /** The sentence by which the lab's process has said why it ended; empty if it has not. */
  String lastProblem() {
    return lastProblem;
  }

  private void passOn(String line, Progress progress) {
    Matcher problem = PROBLEM.matcher(line);
    Matcher told = LINE.matcher(line);
    if (problem.matches()) {
      lastProblem = problem.group(1);
    } else if (told.matches() && told.group(1) != null) {
      progress.update(told.group(2));
    } else if (told.matches()) {
      progress.say(told.group(2));
    }
  }

  /** Whole lines only: the last may still be being written. */
  private List<String> newLines() {
    try (var log = new RandomAccessFile(file.toFile(), "r")) {
      if (log.length() <= position) {
        return List.of();
      }
      log.seek(position);
      var bytes = new byte[(int) (log.length() - position)];
      log.readFully(bytes);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      position += end;
      return new ArrayList<>(new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Waits for the end of work, whether good or bad. */
  static boolean isDoneWithin(Duration patience, CompletableFuture<?> work) {
    try {
      work.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException itFailed) {
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting for the lab", e);
    }
  }
}
