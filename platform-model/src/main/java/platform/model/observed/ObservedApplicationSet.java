package platform.model.observed;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An Argo CD ApplicationSet as the API server showed it.
 *
 * @param failure why its Applications could not be generated at its last try; empty if they could
 */
public record ObservedApplicationSet(String name, Optional<Failure> failure) {
  /**
   * How long Argo CD leaves a set alone that could not be generated, whatever its generators'
   * {@code requeueAfterSeconds} are (argo-cd v3.2.11 and v3.5.7, {@code
   * ReconcileRequeueOnValidationError}).
   */
  public static final Duration UNTIL_THE_NEXT_TRY = Duration.ofMinutes(3);

  /** What the next try takes, and what it brings to begin to move. */
  private static final Duration OF_THE_TRY = Duration.ofSeconds(60);

  /**
   * @param message as Argo CD has it
   * @param since when it said so first, if it says
   */
  public record Failure(String message, Optional<Instant> since) {
    /** Whether another try may help although nothing is changed: the repo-server gave no answer. */
    public boolean mayPass() {
      return message.contains("rpc error: code = ");
    }
  }

  /** Whether it has yet to be tried again after a failure that may pass by itself. */
  public boolean awaitsItsNextTry(Instant now) {
    return failure
        .filter(Failure::mayPass)
        .flatMap(Failure::since)
        .map(since -> since.plus(UNTIL_THE_NEXT_TRY).plus(OF_THE_TRY).isAfter(now))
        .orElse(false);
  }
}
