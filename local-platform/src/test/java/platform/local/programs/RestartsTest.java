package platform.local.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartsTest {
  private static final Duration AT = Duration.ofMinutes(5);

  private final Restarts restarts = new Restarts();

  @Test
  void aContainerThatNeverEndedMayStart() {
    assertThat(restarts.mayStart("controller", AT)).isTrue();
    assertThat(restarts.counts()).isEmpty();
  }

  @Test
  void eachEndDoublesTheWaitUpToTenSeconds() {
    for (long seconds : new long[] {1, 2, 4, 8, 10, 10, 10}) {
      restarts.ended("controller", AT);

      assertThat(restarts.mayStart("controller", AT.plusSeconds(seconds).minusMillis(1)))
          .as("just before %d s after end %s", seconds, restarts.counts())
          .isFalse();
      assertThat(restarts.mayStart("controller", AT.plusSeconds(seconds)))
          .as("%d s after end %s", seconds, restarts.counts())
          .isTrue();
    }
  }

  @Test
  void eachContainerCountsItsOwn() {
    restarts.ended("controller", AT);
    restarts.ended("controller", AT);
    restarts.ended("sidecar", AT);

    assertThat(restarts.counts()).containsExactly(entry("controller", 2), entry("sidecar", 1));
    assertThat(restarts.mayStart("other", AT)).isTrue();
  }
}
