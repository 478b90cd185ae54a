package platform.local.process;

import java.time.Duration;

/** How long something has taken, by a clock that nobody sets: the wall's may jump in between. */
public final class Stopwatch {
  private final long started = System.nanoTime();

  private Stopwatch() {}

  public static Stopwatch start() {
    return new Stopwatch();
  }

  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** What is left of a time that began with this; negative once it is over. */
  public Duration leftOf(Duration patience) {
    return patience.minus(elapsed());
  }

  public boolean isOver(Duration patience) {
    return leftOf(patience).isNegative();
  }
}
