package platform.stories.enforcement;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * One request to the API server.
 *
 * @param verb of HTTP
 * @param path without query
 */
record Request(String verb, String path, String contentType, String body) {
  private static final String JSON = "application/json";

  static Request create(String collection, HasMetadata object) {
    return new Request("POST", collection, JSON, Serialization.asJson(object));
  }

  static Request create(String collection, String json) {
    return new Request("POST", collection, JSON, json);
  }

  static Request replace(String path, HasMetadata object) {
    return new Request("PUT", path, JSON, Serialization.asJson(object));
  }

  static Request patch(String path, String json) {
    return new Request("PATCH", path, "application/merge-patch+json", json);
  }

  /** Always a dry run: with a body the API server reads the options there and not in the query. */
  static Request delete(String path) {
    return new Request("DELETE", path, JSON, "{\"dryRun\": [\"All\"]}");
  }

  @Override
  public String toString() {
    return verb + " " + path;
  }
}
