package platform.stories.expectations;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import platform.local.observation.ClusterObservation;
import platform.model.observed.ObservedPlatform;
import platform.stories.expectations.Answer.Impossible;
import platform.stories.expectations.Answer.Met;
import platform.stories.expectations.Answer.NotYet;

/** Waits for expectations on the watches of a running lab. The only place where stories wait. */
public final class Patience {
  private final ClusterObservation observation;

  public Patience(ClusterObservation observation) {
    this.observation = observation;
  }

  /**
   * Waits until something is so.
   *
   * @return the snapshot in which it was
   * @throws AssertionError if it becomes impossible, or in time isn't so
   */
  public ObservedPlatform eventually(Expectation expectation, Duration within) {
    var last = new AtomicReference<>("nothing was observed");
    Optional<ObservedPlatform> met =
        observation.await(
            observed -> {
              Answer answer = expectation.ask(observed);
              if (answer instanceof Impossible impossible) {
                throw new AssertionError(
                    "expected that %s, which became impossible: %s"
                        .formatted(expectation.sentence(), impossible.because()));
              }
              if (answer instanceof NotYet notYet) {
                last.set(notYet.because());
              }
              return answer instanceof Met ? Optional.of(observed) : Optional.empty();
            },
            within);
    return met.orElseThrow(
        () ->
            new AssertionError(
                "expected that %s within %d s, but at last %s"
                    .formatted(expectation.sentence(), within.toSeconds(), last.get())));
  }

  /**
   * Watches that something stays so.
   *
   * @throws AssertionError at the first snapshot in which it isn't
   */
  public void consistently(Expectation expectation, Duration during) {
    observation.await(
        observed -> {
          Answer answer = expectation.ask(observed);
          if (answer instanceof Met) {
            return Optional.empty();
          }
          throw new AssertionError(
              "expected that %s for %d s, but %s"
                  .formatted(expectation.sentence(), during.toSeconds(), because(answer)));
        },
        during);
  }

  private static String because(Answer answer) {
    if (answer instanceof Impossible impossible) {
      return impossible.because();
    }
    return answer instanceof NotYet notYet ? notYet.because() : "";
  }
}
