package platform.local.verification;

import java.time.Duration;
import java.time.Instant;
import platform.model.observed.ObservedPlatform;

/** Tells a platform that is still on its way from one in which nothing will move any more. */
final class Settling {
  private final Duration untilSettled;
  private String last = "";
  private Instant lastMove = Instant.MIN;

  /**
   * @param untilSettled how long nothing may have moved
   */
  Settling(Duration untilSettled) {
    this.untilSettled = untilSettled;
  }

  /** Takes the next snapshot; true if nothing has moved for long enough. */
  boolean hasSettledBy(ObservedPlatform observed) {
    if (movesIn(observed)) {
      last = signature(observed);
      lastMove = observed.at();
    }
    return !isDisrupting(observed) && !observed.at().isBefore(lastMove.plus(untilSettled));
  }

  /** True if anything differs from the snapshot taken last. */
  boolean movesIn(ObservedPlatform observed) {
    return lastMove.equals(Instant.MIN) || !signature(observed).equals(last);
  }

  /** Karpenter drains a node; that ends by itself, if only after a pod's whole grace period. */
  private static boolean isDisrupting(ObservedPlatform observed) {
    return observed.nodes().stream()
        .flatMap(node -> node.taints().stream())
        .anyMatch(taint -> taint.key().equals("karpenter.sh/disrupted"));
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
