package platform.local.programs;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each container of a pod has ended, and how long it then waits to be started again. All
 * times count from one moment, which whoever asks chooses.
 */
final class Restarts {
  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);

  /** A kubelet goes up to five minutes, which nobody who watches a lab has. */
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);

  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, Duration> notBefore = new HashMap<>();

  void ended(String container, Duration at) {
    int count = counts.merge(container, 1, Integer::sum);
    notBefore.put(container, at.plus(backOff(count)));
  }

  private static Duration backOff(int count) {
    Duration doubled = FIRST_BACK_OFF.multipliedBy(1L << Math.min(count - 1, 10));
    return doubled.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : doubled;
  }

  boolean mayStart(String container, Duration at) {
    return at.compareTo(notBefore.getOrDefault(container, Duration.ZERO)) >= 0;
  }

  /** By container, of those that have ended at least once. */
  Map<String, Integer> counts() {
    return Collections.unmodifiableMap(counts);
  }
}
