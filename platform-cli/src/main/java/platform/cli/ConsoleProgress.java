package platform.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Supplier;
import platform.local.process.Progress;
import platform.local.process.Stopwatch;

/**
 * Progress for people, on standard error: on a terminal the last line is rewritten, elsewhere what
 * is under way is said at most every fifteen seconds, in plain lines.
 */
final class ConsoleProgress implements Progress {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(15);
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean terminal;
  private final int width;
  private final Supplier<Duration> elapsed;
  private Duration lastPlain = Duration.ZERO;
  private boolean lineIsOpen;

  /** On standard error, as wide as the terminal that it is. */
  static ConsoleProgress of(Terminal terminal) {
    return new ConsoleProgress(System.err, terminal.isInteractive(), terminal.width());
  }

  ConsoleProgress(PrintStream out, boolean terminal, int width) {
    this(out, terminal, width, Stopwatch.start()::elapsed);
  }

  ConsoleProgress(PrintStream out, boolean terminal, int width, Supplier<Duration> elapsed) {
    this.out = out;
    this.terminal = terminal;
    this.width = width;
    this.elapsed = elapsed;
  }

  @Override
  public synchronized void say(String line) {
    finishLine();
    out.println(stamp() + line);
    lastPlain = elapsed.get();
  }

  @Override
  public synchronized void update(String line) {
    if (terminal) {
      String text = stamp() + line.replace('\n', ' ');
      out.print(CLEAR_LINE + (text.length() < width ? text : text.substring(0, width - 1)));
      out.flush();
      lineIsOpen = true;
    } else if (elapsed.get().minus(lastPlain).compareTo(PLAIN_INTERVAL) >= 0) {
      say(line);
    }
  }

  /** Leaves the terminal clean for what follows. */
  synchronized void finishLine() {
    if (lineIsOpen) {
      out.print(CLEAR_LINE);
      out.flush();
      lineIsOpen = false;
    }
  }

  private String stamp() {
    return "%5.1fs  ".formatted(elapsed.get().toMillis() / 1000.0);
  }
}
