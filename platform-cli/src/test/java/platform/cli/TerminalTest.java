package platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
  private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

  @Test
  void aTerminalIsInteractiveAndColoured() {
    assertThat(Terminal.of(XTERM, true, true)).isEqualTo(new Terminal(true, true, 100));
  }

  @Test
  void eachStreamStandsForItself() {
    assertThat(Terminal.of(XTERM, false, true)).isEqualTo(new Terminal(true, false, 100));
    assertThat(Terminal.of(XTERM, true, false)).isEqualTo(new Terminal(false, true, 100));
  }

  @Test
  void noColorTakesTheColourOnlyAndEmptyMeansUnset() {
    assertThat(Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), true, true))
        .isEqualTo(new Terminal(true, false, 100));
    assertThat(Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", ""), true, true))
        .isEqualTo(new Terminal(true, true, 100));
  }

  @Test
  void aDumbOrUnknownTerminalIsTreatedAsAFile() {
    assertThat(Terminal.of(Map.of("TERM", "dumb"), true, true))
        .isEqualTo(new Terminal(false, false, 100));
    assertThat(Terminal.of(Map.of(), true, true)).isEqualTo(new Terminal(false, false, 100));
  }

  @ParameterizedTest
  @CsvSource({"80, 80", "'', 100", "wide, 100", "-80, 100", "7, 100", "99999999999, 100"})
  void theWidthIsThatOfColumnsIfItIsOne(String columns, int width) {
    assertThat(Terminal.of(Map.of("COLUMNS", columns), true, true).width()).isEqualTo(width);
  }
}
