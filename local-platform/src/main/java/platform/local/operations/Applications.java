package platform.local.operations;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import platform.local.argocd.ArgoCd;
import platform.model.operations.ArgoApplication;
import platform.model.operations.ArgoApplication.ManagedResource;

/** Argo CD's Applications as the model's records. */
final class Applications {
  private Applications() {}

  static Optional<ArgoApplication> find(KubernetesClient client, String name) {
    return Optional.ofNullable(
            client
                .genericKubernetesResources(ArgoCd.APPLICATION)
                .inNamespace(ArgoCd.NAMESPACE)
                .withName(name)
                .get())
        .map(Applications::read);
  }

  static ArgoApplication read(GenericKubernetesResource application) {
    return new ArgoApplication(
        application.getMetadata().getName(),
        Fields.text(application, "status", "sync", "status").orElse("Unknown"),
        Fields.text(application, "status", "health", "status").orElse("Unknown"),
        Fields.text(application, "status", "sync", "revision").filter(text -> !text.isEmpty()),
        application.getAdditionalProperties().get("operation") != null
            || Fields.text(application, "status", "operationState", "phase")
                .equals(Optional.of("Running")),
        Fields.maps(application, "status", "resources").stream()
            .map(Applications::resource)
            .toList(),
        complaints(application));
  }

  private static ManagedResource resource(Map<?, ?> resource) {
    return new ManagedResource(
        Fields.text(resource, "kind").orElse(""),
        Fields.text(resource, "name").orElse(""),
        Fields.text(resource, "status").equals(Optional.of("Synced")),
        Boolean.TRUE.equals(resource.get("requiresPruning")));
  }

  private static List<String> complaints(GenericKubernetesResource application) {
    var complaints = new ArrayList<String>();
    Fields.maps(application, "status", "conditions").stream()
        .filter(condition -> Fields.text(condition, "type").orElse("").endsWith("Error"))
        .forEach(condition -> Fields.text(condition, "message").ifPresent(complaints::add));
    boolean failed =
        Fields.text(application, "status", "operationState", "phase")
            .filter(phase -> phase.equals("Failed") || phase.equals("Error"))
            .isPresent();
    if (failed) {
      Fields.text(application, "status", "operationState", "message").ifPresent(complaints::add);
    }
    return complaints;
  }
}
