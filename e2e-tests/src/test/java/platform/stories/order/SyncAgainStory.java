package platform.stories.order;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.promises.Promise.Level.PROVEN;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Syncing again")
@ResourceLock(Touches.GIT)
class SyncAgainStory {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String API = "argoproj.io/v1alpha1";

  /** What the API server and controllers write of their own accord. */
  private static final List<String> NOT_OURS =
      List.of("resourceVersion", "managedFields", "generation");

  @Test
  @DisplayName("a second sync of every Application changes no object")
  void changesNothing(StoryPlatform platform) {
    KubernetesClient client = platform.client();
    SortedMap<String, String> before = managedObjects(client);
    for (GenericKubernetesResource application : applications(client)) {
      syncAgain(client, application);
    }
    assertThat(before).as("objects that Argo CD manages").hasSizeGreaterThan(50);
    assertThat(managedObjects(client)).isEqualTo(before);
  }

  private static List<GenericKubernetesResource> applications(KubernetesClient client) {
    return client
        .genericKubernetesResources(API, "Application")
        .inNamespace("argocd")
        .list()
        .getItems();
  }

  private static void syncAgain(KubernetesClient client, GenericKubernetesResource application) {
    var resource =
        client
            .genericKubernetesResources(API, "Application")
            .inNamespace("argocd")
            .withName(application.getMetadata().getName());
    String last = application.get("status", "operationState", "startedAt");
    resource.patch(
        PatchContext.of(PatchType.JSON_MERGE),
        """
        {"operation": {"sync": {"syncOptions": ["ServerSideApply=true"]}}}
        """);
    resource
        .informOnCondition(
            found ->
                found.stream()
                    .anyMatch(
                        each ->
                            !last.equals(each.get("status", "operationState", "startedAt"))
                                && "Succeeded"
                                    .equals(each.get("status", "operationState", "phase"))))
        .orTimeout(60, SECONDS)
        .join();
  }

  /** Each object that an Application manages, as text without what others write into it. */
  private static SortedMap<String, String> managedObjects(KubernetesClient client) {
    var objects = new TreeMap<String, String>();
    for (GenericKubernetesResource application : applications(client)) {
      List<Object> resources = application.get("status", "resources");
      for (JsonNode each : JSON.valueToTree(resources)) {
        String group = each.path("group").asText();
        var kind =
            client.genericKubernetesResources(
                (group.isEmpty() ? "" : group + "/") + each.path("version").asText(),
                each.path("kind").asText());
        String namespace = each.path("namespace").asText();
        String name = each.path("name").asText();
        var object =
            namespace.isEmpty()
                ? kind.withName(name).get()
                : kind.inNamespace(namespace).withName(name).get();
        objects.put(
            "%s %s/%s".formatted(each.path("kind").asText(), namespace, name), text(object));
      }
    }
    return objects;
  }

  private static String text(GenericKubernetesResource object) {
    ObjectNode json = JSON.valueToTree(object);
    json.remove(List.of("status", "operation"));
    ((ObjectNode) json.get("metadata")).remove(NOT_OURS);
    return json.toPrettyString();
  }
}
