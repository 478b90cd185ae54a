package platform.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private long now = 1_000;
  private double tasksForEachCore = 1;

  private final Pace pace = new Pace(() -> now, () -> tasksForEachCore);

  @Test
  void aMachineWithRoomKeepsTheClocksTime() {
    pass(10);
    assertThat(pace.elapsed()).isEqualTo(Duration.ofSeconds(10));

    tasksForEachCore = 2;
    pass(10);
    assertThat(pace.elapsed()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void whereManyWaitTimeIsSlowerAndOnlyAsLongAsTheyDo() {
    tasksForEachCore = 10;
    pass(10);
    assertThat(pace.elapsed()).isEqualTo(Duration.ofSeconds(2));

    tasksForEachCore = 0.5;
    pass(10);
    assertThat(pace.elapsed()).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void anUnknownLoadChangesNothing() {
    tasksForEachCore = -0.5;
    pass(10);
    assertThat(pace.elapsed()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void thisMachineHasAPace() {
    assertThat(Pace.start().slowdown()).isGreaterThanOrEqualTo(1);
  }

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
