package platform.model.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;

/**
 * Who has set which field of a live object, by its {@code metadata.managedFields}: so a field that
 * somebody added by hand is told from one that the API server has filled in.
 */
final class FieldOwners {
  private static final String APPLIER = "argocd-controller";
  private static final String FIELD = "f:";

  /** Where wants stand; everything else is what is. */
  private static final Set<String> WANTED_PARTS = Set.of("spec", "data");

  private final Map<List<Object>, String> owners = new LinkedHashMap<>();

  private FieldOwners() {}

  static FieldOwners of(LiveObject object) {
    var owners = new FieldOwners();
    if (object.content().get("metadata") instanceof Map<?, ?> metadata
        && metadata.get("managedFields") instanceof List<?> entries) {
      entries.forEach(owners::read);
    }
    return owners;
  }

  private void read(Object entry) {
    if (entry instanceof Map<?, ?> map
        && map.get("fieldsV1") instanceof Map<?, ?> fields
        && !APPLIER.equals(map.get("manager"))
        && !map.containsKey("subresource")) {
      for (String part : WANTED_PARTS) {
        if (fields.get(FIELD + part) instanceof Map<?, ?> below) {
          read(below, List.of(part), String.valueOf(map.get("manager")));
        }
      }
    }
  }

  /** Entries of lists have keys of another form; the list itself is then what is owned. */
  private void read(Map<?, ?> fields, List<Object> path, String manager) {
    var below =
        fields.keySet().stream().map(String::valueOf).filter(key -> key.startsWith(FIELD)).toList();
    if (below.isEmpty()) {
      owners.put(path, manager);
    }
    for (String key : below) {
      var longer = new ArrayList<>(path);
      longer.add(key.substring(FIELD.length()));
      if (fields.get(key) instanceof Map<?, ?> deeper) {
        read(deeper, List.copyOf(longer), manager);
      }
    }
  }

  /** Fields that somebody else than Argo CD has set, and that the tree does not have. */
  List<Difference> beyond(YamlMapping wanted, Map<String, Object> live) {
    return owners.keySet().stream()
        .filter(path -> find(wanted, path).isEmpty())
        .map(
            path ->
                new Difference(
                    path,
                    Optional.empty(),
                    Optional.of(FieldComparison.shown(valueAt(live, path)))))
        .toList();
  }

  /** Who else has set a field or something around or below it. */
  Optional<String> ownerOf(List<Object> path) {
    return owners.entrySet().stream()
        .filter(entry -> startsWith(path, entry.getKey()) || startsWith(entry.getKey(), path))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean startsWith(List<Object> path, List<Object> beginning) {
    return path.size() >= beginning.size() && path.subList(0, beginning.size()).equals(beginning);
  }

  private static Optional<YamlNode> find(YamlMapping wanted, List<Object> path) {
    Optional<YamlNode> node = Optional.of(wanted);
    for (Object step : path) {
      node =
          node.filter(YamlMapping.class::isInstance)
              .flatMap(each -> each.asMapping().find(String.valueOf(step)));
    }
    return node;
  }

  private static Object valueAt(Map<String, Object> live, List<Object> path) {
    Object value = live;
    for (Object step : path) {
      value = value instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return value == null ? "" : value;
  }
}
