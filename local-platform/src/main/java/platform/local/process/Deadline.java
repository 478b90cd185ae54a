package platform.local.process;

import java.time.Duration;

/** When somebody gives up waiting, by a clock that nobody sets. */
public record Deadline(Stopwatch waited, Duration patience) {

  public static Deadline after(Duration patience) {
    return new Deadline(Stopwatch.start(), patience);
  }

  /** What is left; negative once it is over. */
  public Duration left() {
    return waited.leftOf(patience);
  }
}
