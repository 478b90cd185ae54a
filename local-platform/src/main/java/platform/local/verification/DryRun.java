package platform.local.verification;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import platform.local.argocd.ArgoCd;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.platform.Delivery;

/**
 * Asks the API server of every object that the tree renders to, without changing anything: rules in
 * CEL, admission policies and what Kubernetes checks in code are known to it alone.
 */
public final class DryRun {
  private static final String RULE = "the-api-server-accepts-every-object";

  private final KubernetesClient client;

  public DryRun(KubernetesClient client) {
    this.client = client;
  }

  /**
   * A finding for each object that is refused; what is new is tried as if it were applied first.
   */
  public List<Finding> check(List<Delivery> deliveries) {
    var findings = new ArrayList<Finding>();
    for (Delivery delivery : deliveries) {
      for (Manifest object : delivery.objects()) {
        refusal(delivery, object)
            .map(
                reason ->
                    Finding.error(
                        RULE,
                        object.location(),
                        "the API server refuses %s '%s' of Application '%s': %s"
                            .formatted(
                                object.kind(), object.name(), delivery.application(), reason),
                        "correct what it names"))
            .ifPresent(findings::add);
      }
    }
    return findings;
  }

  /** Why the API server would not take an object; empty if it would. */
  public Optional<String> refusal(Delivery delivery, Manifest object) {
    GenericKubernetesResource resource =
        client
            .getKubernetesSerialization()
            .convertValue(object.yaml().plain(), GenericKubernetesResource.class);
    try {
      client
          .resource(resource)
          .inNamespace(delivery.namespaceOf(object).orElse("default"))
          .dryRun()
          .fieldValidation(FieldValidateable.Validation.STRICT)
          .fieldManager(ArgoCd.FIELD_MANAGER)
          .forceConflicts()
          .serverSideApply();
      return Optional.empty();
    } catch (KubernetesClientException refused) {
      return Optional.of(
          Optional.ofNullable(refused.getStatus())
              .map(status -> status.getMessage())
              .orElseGet(refused::getMessage));
    }
  }
}
