package platform.local.verification;

import java.time.Duration;
import java.util.Optional;
import platform.local.process.Stopwatch;
import platform.model.observed.ObservedPlatform;

/** Tells a platform that is still on its way from one in which nothing will move any more. */
final class Settling {
  private final Duration untilSettled;
  private String last = "";
  private Optional<Duration> lastMove = Optional.empty();
  private Stopwatch silent = Stopwatch.start();

  /**
   * @param untilSettled how long nothing may have moved
   */
  Settling(Duration untilSettled) {
    this.untilSettled = untilSettled;
  }

  /**
   * Takes the next snapshot; true if nothing has moved for long enough.
   *
   * @param waited how long it has been waited when the snapshot was taken, by the pace of the
   *     machine; the snapshot's own time is the wall's, which may jump
   */
  boolean hasSettledBy(ObservedPlatform observed, Duration waited) {
    if (movesIn(observed)) {
      last = signature(observed);
      lastMove = Optional.of(waited);
      silent = Stopwatch.start();
    }
    return !isDisrupting(observed)
        && !awaitsAnApplicationSet(observed)
        && waited.minus(lastMove.orElse(waited)).compareTo(untilSettled) >= 0;
  }

  /** How long nothing has moved, by the clock. */
  Duration silence() {
    return silent.elapsed();
  }

  /** True if anything differs from the snapshot taken last. */
  boolean movesIn(ObservedPlatform observed) {
    return lastMove.isEmpty() || !signature(observed).equals(last);
  }

  /** Karpenter drains a node; that ends by itself, if only after a pod's whole grace period. */
  private static boolean isDisrupting(ObservedPlatform observed) {
    return observed.nodes().stream()
        .flatMap(node -> node.taints().stream())
        .anyMatch(taint -> taint.key().equals("karpenter.sh/disrupted"));
  }

  /** Argo CD tries it again by itself, long after everything else has come to rest. */
  private static boolean awaitsAnApplicationSet(ObservedPlatform observed) {
    return observed.applicationSets().stream().anyMatch(set -> set.awaitsItsNextTry(observed.at()));
  }

  /** All whose change means that the platform is still on its way. */
  private static String signature(ObservedPlatform observed) {
    var text = new StringBuilder();
    observed
        .applications()
        .forEach(
            application ->
                text.append(application.name())
                    .append(application.sync())
                    .append(application.health())
                    .append(application.revision()));
    observed
        .applicationSets()
        .forEach(set -> text.append(set.name()).append(set.failure().isPresent()));
    observed
        .pods()
        .forEach(
            pod ->
                text.append(pod.qualifiedName())
                    .append(pod.phase())
                    .append(pod.ready())
                    .append(pod.node()));
    observed.nodes().forEach(node -> text.append(node.name()).append(node.ready()));
    observed.capacityObjects().forEach(object -> text.append(object.name()).append(object.ready()));
    return text.toString();
  }
}
