package platform.local.verification;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
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

  private static final Pattern NOT_THERE_YET =
      Pattern.compile(
          "^namespaces \"[^\"]+\" not found|^Could not find a registered handler|no matches for kind");

  private final KubernetesClient client;

  public DryRun(KubernetesClient client) {
    this.client = client;
  }

  /**
   * A finding for each object that is refused, and one warning for those that could not be asked of
   * because what they need is not there yet.
   */
  public List<Finding> check(List<Delivery> deliveries) {
    var findings = new ArrayList<Finding>();
    var unasked = new TreeSet<String>();
    for (Delivery delivery : deliveries) {
      for (Manifest object : delivery.objects()) {
        Optional<String> reason = refusal(delivery, object);
        if (reason.filter(each -> NOT_THERE_YET.matcher(each).find()).isPresent()) {
          unasked.add(delivery.application());
        } else {
          reason.ifPresent(each -> findings.add(refused(delivery, object, each)));
        }
      }
    }
    if (!unasked.isEmpty()) {
      findings.add(
          Finding.warning(
              RULE,
              "skipped for objects of %s, whose namespace or definition is not in the cluster"
                  .formatted(String.join(", ", unasked)),
              "look at what keeps these Applications from being synced"));
    }
    return findings;
  }

  private static Finding refused(Delivery delivery, Manifest object, String reason) {
    return Finding.error(
        RULE,
        object.location(),
        "the API server refuses %s '%s' of Application '%s': %s"
            .formatted(object.kind(), object.name(), delivery.application(), reason),
        "correct what it names");
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
