package platform.model.capacity;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlSequence;

/**
 * A Karpenter NodePool: which nodes may be made, and what they carry.
 *
 * @param labels the labels of its nodes
 * @param limits resource to the most that all its nodes together may have
 * @param expireAfter the age at which a node is replaced, budgets or not; empty means never
 * @param terminationGracePeriod after which a node goes whatever its pods say; empty means never
 * @param location where the object begins
 * @param template where its node template stands
 */
public record NodePool(
    String name,
    Optional<String> nodeClass,
    SortedMap<String, String> labels,
    List<NodeTaint> taints,
    List<Requirement> requirements,
    SortedMap<String, Quantity> limits,
    Disruption disruption,
    Optional<Duration> expireAfter,
    Optional<Duration> terminationGracePeriod,
    Location location,
    Location template) {
  private static final Duration DEFAULT_EXPIRY = Duration.ofHours(720);

  /** A taint as a NodePool writes it. */
  public record NodeTaint(String key, String value, String effect, Location location) {}

  /**
   * One requirement on nodes.
   *
   * @param minValues how many different values must be left to choose from
   */
  public record Requirement(
      String key,
      String operator,
      SortedSet<String> values,
      Optional<Integer> minValues,
      Location location) {
    public Requirement {
      values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }
  }

  public NodePool {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    taints = List.copyOf(taints);
    requirements = List.copyOf(requirements);
    limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
  }

  public static NodePool from(Manifest manifest) {
    var yaml = manifest.yaml();
    var spec = yaml.mapping("spec", "template", "spec");
    return new NodePool(
        manifest.name(),
        spec.findText("nodeClassRef", "name"),
        yaml.findMapping("spec", "template", "metadata", "labels")
            .map(YamlMapping::texts)
            .orElseGet(TreeMap::new),
        spec.findSequence("taints").map(YamlSequence::mappings).orElse(List.of()).stream()
            .map(NodePool::taint)
            .toList(),
        spec.findSequence("requirements").map(YamlSequence::mappings).orElse(List.of()).stream()
            .map(NodePool::requirement)
            .toList(),
        limits(yaml),
        Disruption.from(yaml.mapping("spec")),
        GoDuration.orElse(spec.find("expireAfter"), DEFAULT_EXPIRY),
        spec.find("terminationGracePeriod").map(GoDuration::of),
        manifest.location(),
        yaml.locationOf("spec", "template"));
  }

  /** The requirements on one key. */
  public List<Requirement> requirementsOn(String key) {
    return requirements.stream().filter(requirement -> requirement.key().equals(key)).toList();
  }

  private static SortedMap<String, Quantity> limits(YamlMapping yaml) {
    var limits = new TreeMap<String, Quantity>();
    yaml.findMapping("spec", "limits")
        .ifPresent(
            each ->
                each.entries()
                    .forEach((name, entry) -> limits.put(name, Quantity.from(entry.value()))));
    return limits;
  }

  private static NodeTaint taint(YamlMapping yaml) {
    return new NodeTaint(
        yaml.text("key"), yaml.findText("value").orElse(""), yaml.text("effect"), yaml.location());
  }

  private static Requirement requirement(YamlMapping yaml) {
    return new Requirement(
        yaml.text("key"),
        yaml.text("operator"),
        new TreeSet<>(yaml.findSequence("values").map(YamlSequence::texts).orElse(List.of())),
        yaml.findInteger("minValues"),
        yaml.location());
  }
}
