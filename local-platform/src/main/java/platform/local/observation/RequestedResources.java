package platform.local.observation;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import platform.model.observed.Resources;

/** What the scheduler sets aside for a pod, counted as the scheduler counts. */
final class RequestedResources {
  private RequestedResources() {}

  static Resources of(Pod pod) {
    Resources sidecars = Resources.NONE;
    Resources starting = Resources.NONE;
    for (Container container : pod.getSpec().getInitContainers()) {
      // A sidecar stays; any other init container has ended when the next one starts.
      if ("Always".equals(container.getRestartPolicy())) {
        sidecars = sidecars.plus(requests(container));
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(requests(container)));
      }
    }
    Resources running = sidecars;
    for (Container container : pod.getSpec().getContainers()) {
      running = running.plus(requests(container));
    }
    return running.max(starting).plus(resources(pod.getSpec().getOverhead()));
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
