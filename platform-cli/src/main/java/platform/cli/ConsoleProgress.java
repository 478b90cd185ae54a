package platform.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import platform.local.process.Progress;

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
  private final InstantSource clock;
  private final Instant start;
  private Instant lastPlain;
  private boolean lineIsOpen;

  ConsoleProgress(PrintStream out, boolean terminal, int width) {
    this(out, terminal, width, InstantSource.system());
  }

  ConsoleProgress(PrintStream out, boolean terminal, int width, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.width = width;
    this.clock = clock;
    start = clock.instant();
    lastPlain = start;
  }

  @Override
  public synchronized void say(String line) {
    finishLine();
    out.println(stamp() + line);
    lastPlain = clock.instant();
  }

  @Override
  public synchronized void update(String line) {
    if (terminal) {
      String text = stamp() + line.replace('\n', ' ');
      out.print(CLEAR_LINE + (text.length() < width ? text : text.substring(0, width - 1)));
      out.flush();
      lineIsOpen = true;
    } else if (Duration.between(lastPlain, clock.instant()).compareTo(PLAIN_INTERVAL) >= 0) {
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
    return "%5.1fs  ".formatted(Duration.between(start, clock.instant()).toMillis() / 1000.0);
  }
}
