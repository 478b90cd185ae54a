package platform.local.toolchain;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import platform.local.process.FileProblem;
import platform.local.process.LabException;
import platform.local.process.Progress;

/** Runs steps one after the other and keeps people informed. */
final class Preparation {
  private final Progress progress;
  private final long startedNanos = System.nanoTime();

  Preparation(Progress progress) {
    this.progress = progress;
  }

  void run(List<Step> steps) {
    for (int index = 0; index < steps.size(); index++) {
      Step step = steps.get(index);
      String position = "%s (%d of %d)".formatted(step.doing(), index + 1, steps.size());
      long stepStarted = System.nanoTime();
      Runnable tick = () -> progress.update(position + ", " + inWords(since(startedNanos)));
      tick.run();
      try {
        step.work().run(tick);
      } catch (IOException e) {
        throw new LabException("%s failed: %s".formatted(step.doing(), FileProblem.inWords(e)), e);
      }
      progress.say("%s in %s".formatted(step.done(), inWords(since(stepStarted))));
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  static String inWords(Duration duration) {
    return duration.toMinutes() == 0
        ? duration.toSeconds() + "s"
        : "%dm%02ds".formatted(duration.toMinutes(), duration.toSecondsPart());
  }
}
