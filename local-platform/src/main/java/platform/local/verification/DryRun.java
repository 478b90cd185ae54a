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

  /** What the API server says to one object. */
  public sealed interface Answer {}

  /** It would be stored so, defaults included. */
  public record Accepted(GenericKubernetesResource object) implements Answer {}

  /** It would not be stored. */
  public record Refused(String reason) implements Answer {}

  /** Nothing was said in time. */
  public record Unanswered(String reason) implements Answer {}

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
    Answer answer = ask(delivery, object);
    if (answer instanceof Unanswered unanswered) {
      return Optional.of(unanswered.reason());
    }
    return answer instanceof Refused refused ? Optional.of(refused.reason()) : Optional.empty();
  }

  /** Asks of one object, as its Application would apply it. */
  public Answer ask(Delivery delivery, Manifest object) {
    return ask(object.yaml().plain(), delivery.namespaceOf(object).orElse("default"));
  }

  /**
   * Asks of any object.
   *
   * @param object maps, lists, texts, numbers and booleans
   * @param namespace where it goes, if its kind lives in one
   */
  public Answer ask(Object object, String namespace) {
    GenericKubernetesResource resource =
        client.getKubernetesSerialization().convertValue(object, GenericKubernetesResource.class);
    try {
      return new Accepted(
          client
              .resource(resource)
              .inNamespace(namespace)
              .dryRun()
              .fieldValidation(FieldValidateable.Validation.STRICT)
              .fieldManager(ArgoCd.FIELD_MANAGER)
              .forceConflicts()
              .serverSideApply());
    } catch (KubernetesClientException refused) {
      return refused.getStatus() == null
          ? new Unanswered(refused.getMessage())
          : new Refused(
              Optional.ofNullable(refused.getStatus().getMessage()).orElseGet(refused::getMessage));
    }
  }
}
