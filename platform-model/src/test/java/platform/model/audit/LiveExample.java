package platform.model.audit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;
import platform.model.manifests.YamlSequence;

/** Objects as an API server shows them once Argo CD has applied what was promised. */
final class LiveExample {
  private LiveExample() {}

  static List<LiveObject> asPromised(Promised promised) {
    return promised.objects().entrySet().stream()
        .map(each -> live(each.getKey(), each.getValue().manifest().yaml()))
        .toList();
  }

  private static LiveObject live(ObjectKey key, YamlMapping yaml) {
    Map<String, Object> content = map(yaml);
    var metadata = child(content, "metadata");
    metadata.put("uid", "7d0e2f9c");
    metadata.put("annotations", new LinkedHashMap<>(Map.of("argocd.argoproj.io/tracking-id", "x")));
    yaml.findMapping("metadata", "annotations")
        .ifPresent(wanted -> child(metadata, "annotations").putAll(map(wanted)));
    content.put("status", Map.of("conditions", List.of()));
    return new LiveObject(key.kind(), Optional.empty(), key.name(), content);
  }

  /** The same objects, one of them changed. */
  static List<LiveObject> changed(
      List<LiveObject> objects, String kind, String name, Consumer<Map<String, Object>> change) {
    return objects.stream()
        .map(
            object -> {
              if (!object.kind().kind().equals(kind) || !object.name().equals(name)) {
                return object;
              }
              Map<String, Object> content = copy(object.content());
              change.accept(content);
              return new LiveObject(object.kind(), object.namespace(), name, content);
            })
        .toList();
  }

  static List<LiveObject> without(List<LiveObject> objects, String kind, String name) {
    return objects.stream()
        .filter(object -> !object.kind().kind().equals(kind) || !object.name().equals(name))
        .toList();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> child(Map<String, Object> content, String... keys) {
    Map<String, Object> map = content;
    for (String key : keys) {
      map = (Map<String, Object>) map.get(key);
    }
    return map;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> copy(Map<String, Object> content) {
    var copy = new LinkedHashMap<String, Object>();
    content.forEach(
        (key, value) ->
            copy.put(
                key, value instanceof Map<?, ?> map ? copy((Map<String, Object>) map) : value));
    return copy;
  }

  private static Map<String, Object> map(YamlMapping mapping) {
    var map = new LinkedHashMap<String, Object>();
    mapping.entries().forEach((key, entry) -> map.put(key, value(entry.value())));
    return map;
  }

  private static Object value(YamlNode node) {
    if (node instanceof YamlMapping mapping) {
      return map(mapping);
    }
    if (node instanceof YamlSequence sequence) {
      return new ArrayList<>(sequence.items().stream().map(LiveExample::value).toList());
    }
    var scalar = (YamlScalar) node;
    return switch (scalar.kind()) {
      case TEXT -> scalar.text();
      case INTEGER -> Integer.valueOf(scalar.text());
      case DECIMAL -> new BigDecimal(scalar.text());
      case BOOLEAN -> Boolean.valueOf(scalar.text());
      case NULL -> "";
    };
  }
}
