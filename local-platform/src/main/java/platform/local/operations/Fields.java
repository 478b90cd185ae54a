package platform.local.operations;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads fields of objects that have no classes; what is absent or of another type is empty. */
final class Fields {
  private Fields() {}

  static Optional<String> text(GenericKubernetesResource object, Object... path) {
    Object value = object.get(path);
    return Optional.ofNullable(value).map(String::valueOf);
  }

  static Optional<String> text(Map<?, ?> map, String key) {
    return Optional.ofNullable(map.get(key)).map(String::valueOf);
  }

  /** The entries of a list of maps. */
  static List<Map<?, ?>> maps(GenericKubernetesResource object, Object... path) {
    Object list = object.get(path);
    return list instanceof List<?> entries ? maps(entries) : List.of();
  }

  private static List<Map<?, ?>> maps(List<?> entries) {
    return entries.stream().<Map<?, ?>>map(entry -> (Map<?, ?>) entry).toList();
  }

  static List<String> texts(Map<?, ?> map, String key) {
    return map.get(key) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  static Optional<String> annotation(GenericKubernetesResource object, String key) {
    return Optional.ofNullable(object.getMetadata().getAnnotations()).map(all -> all.get(key));
  }

  static Optional<String> label(GenericKubernetesResource object, String key) {
    return Optional.ofNullable(object.getMetadata().getLabels()).map(all -> all.get(key));
  }

  static Optional<Map<?, ?>> condition(GenericKubernetesResource object, String type) {
    return maps(object, "status", "conditions").stream()
        .filter(condition -> type.equals(condition.get("type")))
        .findFirst();
  }

  static boolean isTrue(Map<?, ?> condition) {
    return "True".equals(condition.get("status"));
  }

  static boolean isDeleting(GenericKubernetesResource object) {
    return object.getMetadata().getDeletionTimestamp() != null;
  }

  /**
   * The Application that an object is tracked by: {@code application:group/kind:namespace/name}.
   */
  static Optional<String> application(GenericKubernetesResource object) {
    return annotation(object, "argocd.argoproj.io/tracking-id")
        .map(id -> id.substring(0, Math.max(0, id.indexOf(':'))))
        .filter(name -> !name.isEmpty());
  }
}
