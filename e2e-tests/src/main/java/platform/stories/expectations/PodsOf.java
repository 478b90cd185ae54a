package platform.stories.expectations;

import java.util.List;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;

/** The pods that an object controls. */
public record PodsOf(String namespace, String kind, String name) {
  List<ObservedPod> in(ObservedPlatform observed) {
    return observed.pods().stream()
        .filter(pod -> pod.namespace().equals(namespace))
        .filter(pod -> pod.ownerKind().equals(kind))
        .filter(pod -> pod.ownerName().equals(name))
        .toList();
  }

  @Override
  public String toString() {
    return "%s %s/%s".formatted(kind, namespace, name);
  }
}
