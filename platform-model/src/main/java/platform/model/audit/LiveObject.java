package platform.model.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An object as the API server shows it.
 *
 * @param content all of it, as JSON's maps, lists, texts, numbers and booleans
 */
public record LiveObject(
    AuditedKind kind, Optional<String> namespace, String name, Map<String, Object> content) {
  public LiveObject {
    content = Collections.unmodifiableMap(new LinkedHashMap<>(content));
  }

  ObjectKey key() {
    return new ObjectKey(kind, name);
  }
}
