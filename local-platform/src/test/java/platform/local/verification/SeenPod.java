package platform.local.verification;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import platform.model.observed.ObservedPod;
import platform.model.observed.Resources;

/** A pod on node {@code a}, of which only its owner and its phase count. */
final class SeenPod {
  private SeenPod() {}

  /**
   * @param isReady whether it runs, where its phase says so
   */
  static ObservedPod of(
      String namespace, String ownerKind, String ownerName, String phase, boolean isReady) {
    return new ObservedPod(
        namespace,
        ownerName + "-1",
        ownerKind,
        ownerName,
        Optional.of("a"),
        phase,
        isReady,
        new TreeMap<>(),
        new TreeMap<>(),
        List.of(),
        Optional.empty(),
        Resources.NONE,
        0,
        false);
  }
}
