package platform.local.observation;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import platform.model.observed.Resources;

/** What the scheduler sets aside for a pod in the cluster. */
final class RequestedResources {
  private RequestedResources() {}

  static Resources of(Pod pod) {
    return Resources.ofPod(
            pod.getSpec().getInitContainers().stream()
                .map(RequestedResources::initContainer)
                .toList(),
            pod.getSpec().getContainers().stream().map(RequestedResources::requests).toList())
        .plus(resources(pod.getSpec().getOverhead()));
  }

  private static Resources.InitContainer initContainer(Container container) {
    return new Resources.InitContainer(
        requests(container), "Always".equals(container.getRestartPolicy()));
  }

  private static Resources requests(Container container) {
    return resources(
        Optional.ofNullable(container.getResources())
            .map(ResourceRequirements::getRequests)
            .orElse(Map.of()));
  }

  /** Cores and bytes of a list such as a node's {@code allocatable}. */
  static Resources resources(Map<String, Quantity> amounts) {
    return amounts == null
        ? Resources.NONE
        : new Resources(amount(amounts, "cpu"), amount(amounts, "memory").longValue());
  }

  private static BigDecimal amount(Map<String, Quantity> amounts, String name) {
    Quantity amount = amounts.get(name);
    return amount == null ? BigDecimal.ZERO : amount.getNumericalAmount();
  }
}
