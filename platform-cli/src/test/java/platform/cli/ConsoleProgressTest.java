package platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private static final String CLEAR = "\r\u001b[2K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private Duration elapsed = Duration.ZERO;

  @Test
  void aPlainLogGetsLinesWithoutControlCharacters() {
    ConsoleProgress progress = progress(false, 100);

    progress.say("control plane ready");
    pass(12_300);
    progress.say("Argo CD applied");
    progress.finishLine();

    assertThat(written())
        .isEqualTo(
            """
              0.0s  control plane ready
             12.3s  Argo CD applied
            """);
  }

  @Test
  void aPlainLogSaysWhatIsUnderWayAtMostEveryFifteenSeconds() {
    ConsoleProgress progress = progress(false, 100);

    progress.update("too early");
    pass(14_999);
    progress.update("still too early");
    pass(1);
    progress.update("first");
    progress.update("again too early");
    pass(15_000);
    progress.update("second");

    assertThat(written().lines()).containsExactly(" 15.0s  first", " 30.0s  second");
  }

  @Test
  void aLineThatStaysRestartsTheFifteenSeconds() {
    ConsoleProgress progress = progress(false, 100);

    pass(10_000);
    progress.say("happened");
    pass(10_000);
    progress.update("too early");

    assertThat(written().lines()).containsExactly(" 10.0s  happened");
  }

  @Test
  void aTerminalsLastLineIsRewritten() {
    ConsoleProgress progress = progress(true, 100);

    progress.update("one\nof two");
    progress.update("two");
    progress.say("done");
    progress.finishLine();

    assertThat(written())
        .isEqualTo(
            CLEAR
                + "  0.0s  one of two"
                + CLEAR
                + "  0.0s  two"
                + CLEAR
                + "  0.0s  done"
                + System.lineSeparator());
  }

  @Test
  void aTerminalsLineNeverWraps() {
    ConsoleProgress progress = progress(true, 20);

    progress.update("x".repeat(50));
    progress.finishLine();

    assertThat(written()).isEqualTo(CLEAR + "  0.0s  " + "x".repeat(11) + CLEAR);
  }

  private ConsoleProgress progress(boolean terminal, int width) {
    return new ConsoleProgress(out, terminal, width, () -> elapsed);
  }

  private void pass(long milliseconds) {
    elapsed = elapsed.plusMillis(milliseconds);
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
