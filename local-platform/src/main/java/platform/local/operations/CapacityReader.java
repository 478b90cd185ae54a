package platform.local.operations;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import platform.model.operations.CapacityState;
import platform.model.operations.CapacityState.Blockade;
import platform.model.operations.CapacityState.Budget;
import platform.model.operations.CapacityState.Hash;
import platform.model.operations.CapacityState.NodeClaimState;
import platform.model.operations.CapacityState.NodeClassState;
import platform.model.operations.CapacityState.NodePoolState;
import platform.model.operations.CapacityState.Readiness;

/** Turns Karpenter's objects into the model's records. */
final class CapacityReader {
  /** Karpenter says a lasting obstacle again after a minute or two. */
  private static final Duration OF_LATE = Duration.ofMinutes(3);

  private CapacityReader() {}

  static CapacityState read(
      List<GenericKubernetesResource> nodePools,
      List<GenericKubernetesResource> nodeClasses,
      List<GenericKubernetesResource> nodeClaims,
      List<GenericKubernetesResource> events,
      Instant now) {
    return new CapacityState(
        now,
        nodePools.stream().map(CapacityReader::nodePool).toList(),
        nodeClasses.stream().map(CapacityReader::nodeClass).toList(),
        nodeClaims.stream().map(CapacityReader::nodeClaim).toList(),
        events.stream().flatMap(event -> blockade(event, now).stream()).toList());
  }

  private static NodePoolState nodePool(GenericKubernetesResource pool) {
    return new NodePoolState(
        pool.getMetadata().getName(),
        Fields.text(pool, "spec", "template", "spec", "nodeClassRef", "name").orElse(""),
        readiness(pool),
        hash(pool, "karpenter.sh/nodepool-hash"),
        Fields.maps(pool, "spec", "disruption", "budgets").stream()
            .map(
                budget ->
                    new Budget(
                        Fields.text(budget, "nodes").orElse(""),
                        new TreeSet<>(Fields.texts(budget, "reasons")),
                        Fields.text(budget, "schedule")))
            .toList(),
        Fields.application(pool));
  }

  private static NodeClassState nodeClass(GenericKubernetesResource nodeClass) {
    var images = new TreeSet<String>();
    Fields.maps(nodeClass, "status", "amis")
        .forEach(image -> Fields.text(image, "id").ifPresent(images::add));
    return new NodeClassState(
        nodeClass.getMetadata().getName(),
        readiness(nodeClass),
        hash(nodeClass, "karpenter.k8s.aws/ec2nodeclass-hash"),
        images,
        Fields.application(nodeClass));
  }

  private static NodeClaimState nodeClaim(GenericKubernetesResource claim) {
    return new NodeClaimState(
        claim.getMetadata().getName(),
        Fields.label(claim, "karpenter.sh/nodepool").orElse(""),
        Fields.text(claim, "spec", "nodeClassRef", "name").orElse(""),
        Fields.text(claim, "status", "nodeName"),
        Instant.parse(claim.getMetadata().getCreationTimestamp()),
        hash(claim, "karpenter.sh/nodepool-hash"),
        hash(claim, "karpenter.k8s.aws/ec2nodeclass-hash"),
        Fields.text(claim, "status", "imageID"),
        reason(claim, "Drifted"),
        reason(claim, "DisruptionReason"),
        Fields.isDeleting(claim));
  }

  private static Optional<Hash> hash(GenericKubernetesResource object, String key) {
    return Fields.annotation(object, key)
        .flatMap(
            value ->
                Fields.annotation(object, key + "-version")
                    .map(version -> new Hash(value, version)));
  }

  private static Optional<String> reason(GenericKubernetesResource object, String type) {
    return Fields.condition(object, type)
        .filter(Fields::isTrue)
        .map(condition -> Fields.text(condition, "reason").orElse(type));
  }

  /** Karpenter writes into every condition the generation that it has looked at. */
  private static Readiness readiness(GenericKubernetesResource object) {
    Optional<Map<?, ?>> ready = Fields.condition(object, "Ready");
    String generation = String.valueOf(object.getMetadata().getGeneration());
    boolean upToDate =
        ready.isPresent()
            && Fields.maps(object, "status", "conditions").stream()
                .allMatch(
                    condition ->
                        Fields.text(condition, "observedGeneration")
                            .equals(Optional.of(generation)));
    return new Readiness(
        upToDate,
        ready.filter(Fields::isTrue).isPresent(),
        ready
            .flatMap(condition -> Fields.text(condition, "message"))
            .filter(text -> !text.isBlank()));
  }

  private static Optional<Blockade> blockade(GenericKubernetesResource event, Instant now) {
    if (!Fields.text(event, "reason").equals(Optional.of("DisruptionBlocked"))) {
      return Optional.empty();
    }
    boolean isOfLate =
        Fields.text(event, "lastTimestamp")
            .or(() -> Fields.text(event, "eventTime"))
            .filter(at -> Instant.parse(at).isAfter(now.minus(OF_LATE)))
            .isPresent();
    return isOfLate
        ? Optional.of(
            new Blockade(
                Fields.text(event, "involvedObject", "kind").orElse(""),
                Fields.text(event, "involvedObject", "name").orElse(""),
                Fields.text(event, "message").orElse("")))
        : Optional.empty();
  }
}
