package platform.model.manifests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.findings.Location;

/** A YAML map with text keys, in the order of the file. */
public record YamlMapping(Location location, String path, Map<String, Entry> entries)
    implements YamlNode {
  /** A key, where it stands, and its value. */
  public record Entry(String key, Location location, YamlNode value) {}

  public YamlMapping {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** The value of a key; a key without value counts as absent, as it does for Kubernetes. */
  public Optional<YamlNode> find(String key) {
    return Optional.ofNullable(entries.get(key))
        .map(Entry::value)
        .filter(
            value ->
                !(value instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.NULL));
  }

  /** The value at the end of a chain of keys; empty as soon as one is missing. */
  public Optional<YamlNode> findAt(String... keys) {
    Optional<YamlNode> found = Optional.of(this);
    for (var key : keys) {
      found = found.flatMap(node -> node.asMapping().find(key));
    }
    return found;
  }

  public Optional<YamlMapping> findMapping(String... keys) {
    return findAt(keys).map(YamlNode::asMapping);
  }

  public Optional<YamlSequence> findSequence(String... keys) {
    return findAt(keys).map(YamlNode::asSequence);
  }

  public Optional<String> findText(String... keys) {
    return findAt(keys).map(YamlNode::asText);
  }

  public Optional<Integer> findInteger(String... keys) {
    return findAt(keys).map(YamlNode::asInteger);
  }

  public YamlMapping mapping(String... keys) {
    return required(keys).asMapping();
  }

  public YamlSequence sequence(String... keys) {
    return required(keys).asSequence();
  }

  public String text(String... keys) {
    return required(keys).asText();
  }

  /** All entries as text, sorted by key, or an error that names the first that isn't text. */
  public SortedMap<String, String> texts() {
    var texts = new TreeMap<String, String>();
    entries.forEach((key, entry) -> texts.put(key, entry.value().asText()));
    return texts;
  }

  /** Where the deepest existing key of a chain stands; the map's own place if there is none. */
  public Location locationOf(String... keys) {
    YamlNode node = this;
    var deepest = location;
    for (var key : keys) {
      if (!(node instanceof YamlMapping mapping) || !mapping.entries.containsKey(key)) {
        break;
      }
      var entry = mapping.entries.get(key);
      deepest = entry.location();
      node = entry.value();
    }
    return deepest;
  }

  /** A finding for each key that is not among the known ones. */
  public List<Finding> unknownKeys(String rule, Set<String> known) {
    var findings = new ArrayList<Finding>();
    for (var entry : entries.values()) {
      if (!known.contains(entry.key())) {
        findings.add(
            Finding.error(
                rule,
                entry.location(),
                "unknown key '" + pathOf(entry.key()) + "'",
                new Choices(known).remedyFor(entry.key(), "keys")));
      }
    }
    return findings;
  }

  /** The path of a key of this map, whether it exists or not. */
  public String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  @Override
  public String description() {
    return "a map of keys";
  }

  private YamlNode required(String... keys) {
    return findAt(keys)
        .orElseThrow(
            () ->
                new ManifestException(
                    locationOf(keys),
                    "'" + pathOf(String.join(".", keys)) + "' is missing",
                    "add it"));
  }
}
