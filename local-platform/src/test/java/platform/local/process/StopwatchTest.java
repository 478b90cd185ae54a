package platform.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopwatchTest {
  @Test
  void whatIsLeftGetsLessUntilItIsOver() {
    Stopwatch stopwatch = Stopwatch.start();
    Duration left = stopwatch.leftOf(Duration.ofHours(1));

    assertThat(left).isLessThan(Duration.ofHours(1)).isGreaterThan(Duration.ofMinutes(59));
    assertThat(stopwatch.leftOf(Duration.ofHours(1))).isLessThan(left);
    assertThat(stopwatch.isOver(Duration.ofHours(1))).isFalse();
    assertThat(stopwatch.isOver(Duration.ZERO)).isTrue();
  }
}
