package platform.model.capacity;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;

/**
 * The choice that is offered to teams: where pods run, and on what terms.
 *
 * @param nodePool the NodePool behind a profile of Karpenter's; empty for the managed node group
 * @param capacityType {@code on-demand} or {@code spot}, as Karpenter writes it
 * @param architecture as Kubernetes writes it, {@code arm64}
 * @param disruption the risk that comes with it, in a sentence for people
 * @param maxHourlyUsd what its capacity may cost at most, all limits full
 */
public record Profile(
    String name,
    String summary,
    Capacity capacity,
    Optional<String> nodePool,
    String capacityType,
    String architecture,
    String disruption,
    Optional<Ceiling> maxHourlyUsd,
    Location location) {
  /** The key of the label and of the taint by which nodes, pods and profiles find each other. */
  public static final String KEY = "capacity.platform/profile";

  public static final String API_VERSION = "capacity.platform/v1alpha1";

  private static final Set<String> KEYS = Set.of("apiVersion", "kind", "metadata", "spec");
  private static final Set<String> METADATA_KEYS = Set.of("name");
  private static final Set<String> SPEC_KEYS =
      Set.of(
          "summary",
          "capacity",
          "nodePool",
          "capacityType",
          "architecture",
          "disruption",
          "maxHourlyUsd");

  /** USD an hour, and where it is set. */
  public record Ceiling(BigDecimal amount, Location location) {}

  /** What stands behind a profile. */
  public enum Capacity {
    MANAGED_NODE_GROUP("managed-node-group"),
    KARPENTER("karpenter");

    private final String word;

    Capacity(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** Reads a profile.yaml, or tells what is wrong with it and where. */
  public static Profile from(YamlMapping yaml) {
    oneOf(yaml, "apiVersion", Set.of(API_VERSION));
    oneOf(yaml, "kind", Set.of("Profile"));
    var spec = yaml.mapping("spec");
    var capacity =
        oneOf(
            spec,
            "capacity",
            Map.of(
                Capacity.MANAGED_NODE_GROUP.word(), Capacity.MANAGED_NODE_GROUP,
                Capacity.KARPENTER.word(), Capacity.KARPENTER));
    var nodePool = spec.findText("nodePool");
    if (nodePool.isPresent() != (capacity == Capacity.KARPENTER)) {
      throw new ManifestException(
          spec.locationOf(nodePool.isPresent() ? "nodePool" : "capacity"),
          nodePool.isPresent()
              ? "a profile on the managed node group names a NodePool"
              : "a profile of Karpenter's names no NodePool",
          nodePool.isPresent() ? "remove 'nodePool'" : "add 'nodePool' with the NodePool's name");
    }
    return new Profile(
        yaml.text("metadata", "name"),
        spec.text("summary"),
        capacity,
        nodePool,
        oneOf(spec, "capacityType", Set.of("on-demand", "spot")),
        oneOf(spec, "architecture", Set.of("arm64", "amd64")),
        spec.text("disruption"),
        spec.find("maxHourlyUsd")
            .map(Quantity::from)
            .map(each -> new Ceiling(each.amount(), spec.locationOf("maxHourlyUsd"))),
        yaml.locationOf("metadata", "name"));
  }

  /** A finding for each key that a profile.yaml does not have. */
  public static List<Finding> unknownKeys(YamlMapping yaml, String rule) {
    var findings = new ArrayList<>(yaml.unknownKeys(rule, KEYS));
    findings.addAll(yaml.mapping("metadata").unknownKeys(rule, METADATA_KEYS));
    findings.addAll(yaml.mapping("spec").unknownKeys(rule, SPEC_KEYS));
    return findings;
  }

  public boolean isKarpenters() {
    return capacity == Capacity.KARPENTER;
  }

  private static String oneOf(YamlMapping yaml, String key, Set<String> allowed) {
    return oneOf(
        yaml,
        key,
        allowed.stream().collect(java.util.stream.Collectors.toMap(word -> word, word -> word)));
  }

  private static <T> T oneOf(YamlMapping yaml, String key, Map<String, T> allowed) {
    var word = yaml.text(key);
    if (!allowed.containsKey(word)) {
      throw new ManifestException(
          yaml.locationOf(key),
          "'" + yaml.pathOf(key) + "' is '" + word + "'",
          new Choices(new TreeSet<>(List.copyOf(allowed.keySet()))).remedyFor(word, "allowed"));
    }
    return allowed.get(word);
  }
}
