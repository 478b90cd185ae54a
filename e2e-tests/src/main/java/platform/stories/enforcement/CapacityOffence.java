package platform.stories.enforcement;

import static platform.stories.enforcement.Attempt.policy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One guardrail that a NodePool or a node class must not lose. */
record CapacityOffence(
    String words, String refusedBy, String because, Consumer<Map<String, Object>> changeOfSpec) {

  /** Tries to replace a live object by one that has lost the guardrail. */
  Attempt attempt(Caller by, String path, GenericKubernetesResource live) {
    GenericKubernetesResource guilty = Serialization.clone(live);
    changeOfSpec.accept(at(guilty.getAdditionalProperties(), "spec"));
    return new Attempt(
        "%s of %s %s".formatted(words, live.getKind(), live.getMetadata().getName()),
        by,
        Request.replaceSpec(path, guilty),
        policy(refusedBy) + " with binding '" + refusedBy + "' denied request: " + because,
        Request.replaceSpec(path, live));
  }

  /** Whether an object has the guardrail at all: only a spot pool chooses among spot machines. */
  boolean concerns(GenericKubernetesResource live) {
    return !words.contains("spot") || live.getMetadata().getName().contains("spot");
  }

  static List<CapacityOffence> ofNodePools() {
    String limits = "a NodePool has limits of cpu and of memory";
    String arm64 = "a NodePool starts arm64 machines only";
    String capacityType = "a NodePool has exactly one capacity type";
    String taint = "a NodePool's one taint is";
    String ownBudget = "a NodePool has a budget of its own";
    String bounded = "a NodePool disrupts at most";
    String grace = "a NodePool whose nodes expire has a terminationGracePeriod";
    String small = "a NodePool keeps out small machines";
    String spot = "a spot NodePool chooses among many types";
    String neither = "profiles exclude each other and nodes follow pods";
    return List.of(
        pool("no limits", limits, spec -> spec.remove("limits")),
        pool("no limit of memory", limits, spec -> at(spec, "limits").remove("memory")),
        pool("no limit of CPU", limits, spec -> at(spec, "limits").remove("cpu")),
        pool("a limit above the ceiling", limits, spec -> at(spec, "limits").put("cpu", "10k")),
        pool("AMD64", arm64, spec -> values(spec, "kubernetes.io/arch", "amd64")),
        pool("AMD64 besides", arm64, spec -> values(spec, "kubernetes.io/arch", "arm64", "amd64")),
        pool("any architecture", arm64, spec -> without(spec, "kubernetes.io/arch")),
        pool(
            "two capacity types",
            capacityType,
            spec -> values(spec, "karpenter.sh/capacity-type", "spot", "on-demand")),
        pool(
            "any capacity type", capacityType, spec -> without(spec, "karpenter.sh/capacity-type")),
        pool("no taint", taint, spec -> at(spec, "template", "spec").remove("taints")),
        pool(
            "a second taint",
            taint,
            spec ->
                list(at(spec, "template", "spec"), "taints")
                    .add(Map.of("key", "own", "value", "true", "effect", "NoSchedule"))),
        pool(
            "another profile's label",
            "a NodePool is named after the profile",
            spec ->
                at(spec, "template", "metadata", "labels")
                    .put("capacity.platform/profile", "managed-on-demand")),
        pool("no budgets", ownBudget, spec -> at(spec, "disruption").remove("budgets")),
        pool("no budget for drift", ownBudget, spec -> withoutBudget(spec, "Drifted")),
        pool("no budget for empty nodes", ownBudget, spec -> withoutBudget(spec, "Empty")),
        pool(
            "no budget for consolidation", ownBudget, spec -> withoutBudget(spec, "Underutilized")),
        pool("drift of all nodes at once", bounded, spec -> budget(spec, "Drifted", "100%")),
        pool("consolidation of 500 nodes", bounded, spec -> budget(spec, "Underutilized", "500")),
        pool(
            "no grace period",
            grace,
            spec -> at(spec, "template", "spec").remove("terminationGracePeriod")),
        pool(
            "a grace period of a month",
            grace,
            spec -> at(spec, "template", "spec").put("terminationGracePeriod", "720h")),
        pool("small machines", small, spec -> without(spec, "karpenter.k8s.aws/instance-memory")),
        pool(
            "one type of spot machines",
            spot,
            spec -> requirement(spec, "node.kubernetes.io/instance-type").remove("minValues")),
        pool("a weight", neither, spec -> spec.put("weight", 10)));
  }

  static List<CapacityOffence> ofNodeClasses() {
    String pinned = "the image is pinned by an alias";
    String tokens = "instance metadata needs tokens";
    String disk = "every disk is declared, encrypted and gp3";
    String kubelet = "kubelet.maxPods and kubelet.kubeReserved";
    String discovery = "subnets and security groups are found by the tag";
    return List.of(
        nodeClass("@latest", pinned, spec -> image(spec, "alias", "al2023@latest")),
        nodeClass("an image by name", pinned, spec -> image(spec, "name", "own-image-*")),
        nodeClass("an image by id", pinned, spec -> image(spec, "id", "ami-0123456789abcdef0")),
        nodeClass(
            "metadata without tokens",
            tokens,
            spec -> at(spec, "metadataOptions").put("httpTokens", "optional")),
        nodeClass(
            "metadata two hops away",
            tokens,
            spec -> at(spec, "metadataOptions").put("httpPutResponseHopLimit", 2)),
        nodeClass("a plain disk", disk, spec -> disk(spec).put("encrypted", false)),
        nodeClass("a gp2 disk", disk, spec -> disk(spec).put("volumeType", "gp2")),
        nodeClass("undeclared disks", disk, spec -> spec.remove("blockDeviceMappings")),
        nodeClass("no max pods", kubelet, spec -> at(spec, "kubelet").remove("maxPods")),
        nodeClass("no reservation", kubelet, spec -> at(spec, "kubelet").remove("kubeReserved")),
        nodeClass(
            "a subnet by id",
            discovery,
            spec ->
                spec.put(
                    "subnetSelectorTerms", List.of(Map.of("id", "subnet-0123456789abcdef0")))));
  }

  private static CapacityOffence pool(
      String words, String because, Consumer<Map<String, Object>> change) {
    return new CapacityOffence(words, "node-pools", because, change);
  }

  private static CapacityOffence nodeClass(
      String words, String because, Consumer<Map<String, Object>> change) {
    return new CapacityOffence(words, "node-classes", because, change);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> at(Map<String, Object> map, String... keys) {
    var found = map;
    for (String key : keys) {
      found = (Map<String, Object>) found.get(key);
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> map, String key) {
    return (List<Map<String, Object>>) map.get(key);
  }

  private static List<Map<String, Object>> requirements(Map<String, Object> spec) {
    return list(at(spec, "template", "spec"), "requirements");
  }

  private static Map<String, Object> requirement(Map<String, Object> spec, String key) {
    return requirements(spec).stream()
        .filter(each -> each.get("key").equals(key))
        .findFirst()
        .orElseThrow();
  }

  private static void values(Map<String, Object> spec, String key, String... values) {
    requirement(spec, key).put("values", List.of(values));
  }

  private static void without(Map<String, Object> spec, String key) {
    requirements(spec).remove(requirement(spec, key));
  }

  private static List<Map<String, Object>> budgets(Map<String, Object> spec) {
    return list(at(spec, "disruption"), "budgets");
  }

  private static void withoutBudget(Map<String, Object> spec, String reason) {
    budgets(spec).removeIf(each -> String.valueOf(each.get("reasons")).contains(reason));
  }

  private static void budget(Map<String, Object> spec, String reason, String nodes) {
    budgets(spec).stream()
        .filter(each -> String.valueOf(each.get("reasons")).contains(reason))
        .forEach(each -> each.put("nodes", nodes));
  }

  private static void image(Map<String, Object> spec, String key, String value) {
    // Karpenter's own definition asks for the family of an image that names none.
    spec.put("amiFamily", "AL2023");
    spec.put("amiSelectorTerms", List.of(Map.of(key, value)));
  }

  private static Map<String, Object> disk(Map<String, Object> spec) {
    return at(list(spec, "blockDeviceMappings").get(0), "ebs");
  }

  /** What there is of a cluster-wide kind. */
  static List<GenericKubernetesResource> live(
      KubernetesClient client, String group, String kind, String plural) {
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .build())
        .list()
        .getItems();
  }
}
