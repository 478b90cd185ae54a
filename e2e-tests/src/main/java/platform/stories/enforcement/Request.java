package platform.stories.enforcement;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;

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

  /**
   * Whatever is written into the object meanwhile, such as Karpenter's status: a PUT would be
   * refused as a conflict then.
   */
  static Request replaceSpec(String path, GenericKubernetesResource object) {
    return new Request(
        "PATCH",
        path,
        "application/json-patch+json",
        Serialization.asJson(
            List.of(
                Map.of(
                    "op",
                    "replace",
                    "path",
                    "/spec",
                    "value",
                    object.getAdditionalProperties().get("spec")))));
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
