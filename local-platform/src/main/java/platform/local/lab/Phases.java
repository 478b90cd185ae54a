package platform.local.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import platform.local.process.Stopwatch;

/** How long each phase of a lab's start took; phases of different threads overlap. */
public final class Phases {
  private final List<Phase> phases = new ArrayList<>();

  /** One phase, as long as it lasted. */
  public record Phase(String name, Duration duration) {}

  /** Runs a phase and remembers how long it took, also if it fails. */
  public <T> T measure(String name, Supplier<T> work) {
    Stopwatch taken = Stopwatch.start();
    try {
      return work.get();
    } finally {
      add(name, taken.elapsed());
    }
  }

  synchronized void add(String name, Duration duration) {
    phases.add(new Phase(name, duration));
  }

  /** All phases so far, in the order of their end. */
  public synchronized List<Phase> all() {
    return List.copyOf(phases);
  }
}
