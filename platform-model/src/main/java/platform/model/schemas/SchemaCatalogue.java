package platform.model.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of kinds: the API server's own, and those that definitions add.
 *
 * <p>A schema is kept as the JSON that it is published as: structural schemas of definitions and
 * OpenAPI of the API server differ in details that the checker knows.
 */
public final class SchemaCatalogue {
  private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

  private final ObjectNode definitions;
  private final TreeMap<String, JsonNode> kinds;

  SchemaCatalogue(ObjectNode definitions, TreeMap<String, JsonNode> kinds) {
    this.definitions = definitions;
    this.kinds = new TreeMap<>(kinds);
  }

  /** Knows nothing: no kind is checked. */
  public static SchemaCatalogue empty() {
    return new SchemaCatalogue(JsonNodeFactory.instance.objectNode(), new TreeMap<>());
  }

  static String keyOf(String apiVersion, String kind) {
    return apiVersion + "/" + kind;
  }

  /** Whether there is such a kind. */
  public boolean knows(String apiVersion, String kind) {
    return kinds.containsKey(keyOf(apiVersion, kind));
  }

  /** The schema of a kind. */
  Optional<JsonNode> find(String apiVersion, String kind) {
    return Optional.ofNullable(kinds.get(keyOf(apiVersion, kind)));
  }

  /** The schema's own place, or the definition that it refers to. */
  JsonNode resolve(JsonNode schema) {
    var resolved = schema;
    while (resolved.has("$ref")) {
      resolved = definitions.path(nameIn(resolved.get("$ref").asText()));
    }
    return resolved;
  }

  static String nameIn(String reference) {
    return reference.substring(reference.lastIndexOf('/') + 1);
  }

  JsonNode metadata() {
    return definitions.path(OBJECT_META);
  }

  /** The API versions in which a kind exists. */
  public SortedSet<String> versionsOf(String kind) {
    var versions = new TreeSet<String>();
    for (var key : kinds.keySet()) {
      if (key.endsWith("/" + kind)) {
        versions.add(key.substring(0, key.length() - kind.length() - 1));
      }
    }
    return versions;
  }

  /** The kinds of an API version. */
  SortedSet<String> kindsOf(String apiVersion) {
    var names = new TreeSet<String>();
    for (var key : kinds.tailMap(apiVersion + "/").keySet()) {
      if (!key.startsWith(apiVersion + "/")) {
        break;
      }
      var kind = key.substring(apiVersion.length() + 1);
      if (!kind.contains("/")) {
        names.add(kind);
      }
    }
    return names;
  }

  /** Whether it knows no kind at all. */
  public boolean isEmpty() {
    return kinds.isEmpty();
  }

  ObjectNode definitions() {
    return definitions;
  }

  TreeMap<String, JsonNode> kinds() {
    return kinds;
  }
}
