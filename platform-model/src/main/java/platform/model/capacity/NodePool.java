package platform.model.capacity;

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
 * @param location where the object begins
 * @param template where its node template stands
 */
public record NodePool(
    String name,
    Optional<String> nodeClass,
    SortedMap<String, String> labels,
    List<NodeTaint> taints,
    List<Requirement> requirements,
    Location location,
    Location template) {
  /** A taint as a NodePool writes it. */
  public record NodeTaint(String key, String value, String effect, Location location) {}

  /** One requirement on nodes. */
  public record Requirement(
      String key, String operator, SortedSet<String> values, Location location) {
    public Requirement {
      values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }
  }

  public NodePool {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    taints = List.copyOf(taints);
    requirements = List.copyOf(requirements);
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
        manifest.location(),
        yaml.locationOf("spec", "template"));
  }

  /** The requirements on one key. */
  public List<Requirement> requirementsOn(String key) {
    return requirements.stream().filter(requirement -> requirement.key().equals(key)).toList();
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
        yaml.location());
  }
}
