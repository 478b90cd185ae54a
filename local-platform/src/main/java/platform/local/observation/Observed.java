package platform.local.observation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedApplicationSet;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedObject;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.observed.Resources;
import platform.model.observed.Taint;
import platform.model.observed.Toleration;

/**
 * Turns the API server's objects into the model's records; the parts of {@link ObservedPlatform}.
 */
final class Observed {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_MESSAGE = 500;

  private Observed() {}

  static ObservedNode node(Node node, HourlyPrice prices) {
    SortedMap<String, String> labels = sorted(node.getMetadata().getLabels());
    String instanceType = labels.getOrDefault("node.kubernetes.io/instance-type", "");
    String zone = labels.getOrDefault("topology.kubernetes.io/zone", "");
    String capacityType = capacityType(labels);
    return new ObservedNode(
        node.getMetadata().getName(),
        instanceType,
        capacityType,
        zone,
        labels.getOrDefault("kubernetes.io/arch", ""),
        Optional.ofNullable(labels.get("karpenter.sh/nodepool")),
        isReady(node),
        labels,
        node.getSpec().getTaints().stream()
            .map(
                taint ->
                    new Taint(
                        taint.getKey(),
                        taint.getValue() == null ? "" : taint.getValue(),
                        taint.getEffect()))
            .toList(),
        prices.of(instanceType, capacityType, zone),
        node.getStatus() == null
            ? Resources.NONE
            : RequestedResources.resources(node.getStatus().getAllocatable()));
  }

  /** Karpenter and EKS's managed node groups label this each in a way of their own. */
  private static String capacityType(Map<String, String> labels) {
    String karpenter = labels.get("karpenter.sh/capacity-type");
    return karpenter != null
        ? karpenter
        : "SPOT".equals(labels.get("eks.amazonaws.com/capacityType")) ? "spot" : "on-demand";
  }

  private static boolean isReady(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  static ObservedPod pod(Pod pod, Owners owners) {
    Owners.Owner owner = owners.of(pod);
    return new ObservedPod(
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        owner.kind(),
        owner.name(),
        Optional.ofNullable(pod.getSpec().getNodeName()),
        pod.getStatus().getPhase(),
        hasCondition(pod, "Ready"),
        sorted(pod.getMetadata().getLabels()),
        sorted(pod.getSpec().getNodeSelector()),
        pod.getSpec().getTolerations().stream()
            .map(
                toleration ->
                    new Toleration(
                        orEmpty(toleration.getKey()),
                        orEmpty(toleration.getOperator()),
                        orEmpty(toleration.getValue()),
                        orEmpty(toleration.getEffect())))
            .toList(),
        notRunningBecause(pod),
        RequestedResources.of(pod),
        pod.getSpec().getPriority() == null ? 0 : pod.getSpec().getPriority(),
        keepsApart(pod));
  }

  private static boolean keepsApart(Pod pod) {
    SortedMap<String, String> labels = sorted(pod.getMetadata().getLabels());
    return Optional.ofNullable(pod.getSpec().getAffinity())
        .map(Affinity::getPodAntiAffinity)
        .stream()
        .flatMap(rules -> rules.getRequiredDuringSchedulingIgnoredDuringExecution().stream())
        .filter(term -> term.getTopologyKey().equals("kubernetes.io/hostname"))
        .anyMatch(term -> matches(term.getLabelSelector(), labels));
  }

  private static boolean matches(LabelSelector selector, SortedMap<String, String> labels) {
    return selector != null
        && labels.entrySet().containsAll(selector.getMatchLabels().entrySet())
        && selector.getMatchExpressions().stream()
            .allMatch(
                each ->
                    switch (each.getOperator()) {
                      case "In" -> each.getValues().contains(labels.get(each.getKey()));
                      case "NotIn" -> !each.getValues().contains(labels.get(each.getKey()));
                      case "Exists" -> labels.containsKey(each.getKey());
                      default -> !labels.containsKey(each.getKey());
                    });
  }

  private static boolean hasCondition(Pod pod, String type) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(
            condition -> condition.getType().equals(type) && condition.getStatus().equals("True"));
  }

  private static Optional<String> notRunningBecause(Pod pod) {
    Optional<String> unscheduled =
        pod.getStatus().getConditions().stream()
            .filter(condition -> condition.getType().equals("PodScheduled"))
            .filter(condition -> condition.getStatus().equals("False"))
            .map(condition -> reason(condition.getReason(), condition.getMessage()))
            .findFirst();
    if (unscheduled.isPresent()) {
      return unscheduled;
    }
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .map(ContainerStatus::getState)
        .filter(state -> state != null && state.getWaiting() != null)
        .map(state -> reason(state.getWaiting().getReason(), state.getWaiting().getMessage()))
        .findFirst();
  }

  private static String reason(String reason, String message) {
    return message == null || message.isEmpty() ? orEmpty(reason) : reason + ": " + message;
  }

  static ObservedApplication application(GenericKubernetesResource application) {
    JsonNode status = statusOf(application);
    return new ObservedApplication(
        application.getMetadata().getName(),
        textOr("Unknown", status.at("/sync/status")),
        textOr("Unknown", status.at("/health/status")),
        Optional.of(status.at("/sync/revision").asText()).filter(text -> !text.isEmpty()),
        complaint(status));
  }

  static ObservedApplicationSet applicationSet(GenericKubernetesResource set) {
    Optional<ObservedApplicationSet.Failure> failure = Optional.empty();
    for (JsonNode condition : statusOf(set).path("conditions")) {
      if (condition.path("type").asText().equals("ErrorOccurred")
          && condition.path("status").asText().equals("True")) {
        failure =
            Optional.of(
                new ObservedApplicationSet.Failure(
                    sentence(condition.path("message").asText()),
                    Optional.of(condition.path("lastTransitionTime"))
                        .filter(JsonNode::isTextual)
                        .map(time -> Instant.parse(time.asText()))));
      }
    }
    return new ObservedApplicationSet(set.getMetadata().getName(), failure);
  }

  private static String textOr(String otherwise, JsonNode node) {
    return node.asText().isEmpty() ? otherwise : node.asText();
  }

  /** Argo CD quotes whole commands with their usage; what is wrong stands before that. */
  private static String sentence(String message) {
    String words = message.split("\\R?Usage:")[0].replaceAll("\\s+", " ").strip();
    return words.length() <= LONGEST_MESSAGE ? words : words.substring(0, LONGEST_MESSAGE) + " …";
  }

  /**
   * What Argo CD complains of: conditions, then objects that it could not apply or that are ill.
   */
  private static Optional<String> complaint(JsonNode status) {
    var complaints = new ArrayList<String>();
    status
        .at("/conditions")
        .forEach(
            condition -> {
              if (condition.path("type").asText().endsWith("Error")) {
                complaints.add(sentence(condition.path("message").asText()));
              }
            });
    String phase = status.at("/operationState/phase").asText();
    if (List.of("Failed", "Error", "Running").contains(phase)) {
      status
          .at("/operationState/syncResult/resources")
          .forEach(
              resource -> {
                if (resource.path("status").asText().equals("SyncFailed")) {
                  complaints.add(named(resource) + ": " + resource.path("message").asText());
                }
              });
      if (complaints.isEmpty() && !phase.equals("Running")) {
        complaints.add(sentence(status.at("/operationState/message").asText()));
      }
    }
    status
        .at("/resources")
        .forEach(
            resource -> {
              String message = resource.at("/health/message").asText();
              String health = resource.at("/health/status").asText("Healthy");
              if (!health.equals("Healthy") && !message.isEmpty()) {
                complaints.add(named(resource) + " is " + health + ": " + message);
              }
            });
    return complaints.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("; ", complaints.stream().distinct().toList()));
  }

  private static String named(JsonNode resource) {
    String namespace = resource.path("namespace").asText();
    return resource.path("kind").asText()
        + " "
        + (namespace.isEmpty() ? "" : namespace + "/")
        + resource.path("name").asText();
  }

  static ObservedObject object(GenericKubernetesResource object) {
    JsonNode status = statusOf(object);
    Optional<JsonNode> ready = Optional.empty();
    var complaints = new ArrayList<String>();
    for (JsonNode condition : status.at("/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        ready = Optional.of(condition);
      } else if (!condition.path("status").asText().equals("True")) {
        complaints.add(
            condition.path("type").asText()
                + ": "
                + reason(condition.path("reason").asText(), condition.path("message").asText()));
      }
    }
    boolean isReady =
        ready.map(condition -> condition.path("status").asText().equals("True")).orElse(false);
    if (!isReady) {
      complaints.add(
          ready
              .map(
                  condition ->
                      reason(condition.path("reason").asText(), condition.path("message").asText()))
              .orElse("no controller has reported on it yet"));
    }
    return new ObservedObject(
        object.getKind(),
        object.getMetadata().getName(),
        isReady,
        isReady ? Optional.empty() : Optional.of(String.join("; ", complaints)));
  }

  private static JsonNode statusOf(GenericKubernetesResource object) {
    Object status = object.getAdditionalProperties().get("status");
    return status == null ? JSON.createObjectNode() : JSON.valueToTree(status);
  }

  private static SortedMap<String, String> sorted(Map<String, String> map) {
    return new TreeMap<>(map == null ? Map.of() : map);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
