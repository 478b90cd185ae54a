package platform.stories.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether Argo CD has done all that it does of itself about a commit. */
final class ArgoCdDeeds {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 90;

  /** A wave of it may wait for two minutes. */
  private static final int ROOT_PATIENCE_SECONDS = 180;

  static final ResourceDefinitionContext APPLICATION = kind("Application", "applications");
  static final ResourceDefinitionContext APPLICATION_SET =
      kind("ApplicationSet", "applicationsets");

  private ArgoCdDeeds() {}

  private static ResourceDefinitionContext kind(String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("argoproj.io")
        .withVersion("v1alpha1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  /**
   * Waits until the generator has been asked and each Application that follows the repository has
   * either nothing to do about the commit or has tried it.
   */
  static void awaitAllAbout(KubernetesClient client, String repository, String commit) {
    client
        .genericKubernetesResources(APPLICATION_SET)
        .inNamespace("argocd")
        .informOnCondition(sets -> sets.stream().noneMatch(ArgoCdDeeds::isAsked))
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            late -> {
              throw new AssertionError(
                  "the ApplicationSets have not been generated anew for commit " + commit, late);
            })
        .join();
    client
        .genericKubernetesResources(APPLICATION)
        .inNamespace("argocd")
        .informOnCondition(all -> unfinished(all, repository, commit).isEmpty())
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            late -> {
              throw new AssertionError(
                  "Argo CD is not done with commit %s: %s"
                      .formatted(
                          commit,
                          unfinished(
                              client
                                  .genericKubernetesResources(APPLICATION)
                                  .inNamespace("argocd")
                                  .list()
                                  .getItems(),
                              repository,
                              commit)),
                  late);
            })
        .join();
  }

  /** Waits until the root Application has ended its sync of a commit well. */
  static void awaitRootsSyncOf(KubernetesClient client, String commit) {
    client
        .genericKubernetesResources(APPLICATION)
        .inNamespace("argocd")
        .withName("platform")
        .informOnCondition(
            found ->
                found.stream()
                    .map(each -> JSON.valueToTree(each.getAdditionalProperties().get("status")))
                    .map(status -> ((JsonNode) status).path("operationState"))
                    .anyMatch(
                        operation ->
                            operation.path("phase").asText().equals("Succeeded")
                                && operation.at("/syncResult/revision").asText().equals(commit)))
        .orTimeout(ROOT_PATIENCE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            late -> {
              throw new AssertionError("the root has not ended its sync of commit " + commit, late);
            })
        .join();
  }

  private static boolean isAsked(GenericKubernetesResource set) {
    return set.getMetadata()
        .getAnnotations()
        .containsKey("argocd.argoproj.io/application-set-refresh");
  }

  private static List<String> unfinished(
      List<GenericKubernetesResource> applications, String repository, String commit) {
    return applications.stream()
        .filter(application -> repository.equals(application.get("spec", "source", "repoURL")))
        .filter(application -> !isDone(application, commit))
        .map(application -> application.getMetadata().getName())
        .sorted()
        .toList();
  }

  private static boolean isDone(GenericKubernetesResource application, String commit) {
    JsonNode status = JSON.valueToTree(application.getAdditionalProperties().get("status"));
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("ComparisonError")) {
        return true;
      }
    }
    if (application.getAdditionalProperties().containsKey("operation")) {
      return isWaiting(status, commit);
    }
    return status.at("/sync/revision").asText().equals(commit)
        && (status.at("/sync/status").asText().equals("Synced")
            || onlyPruningIsLeft(status)
            || hasTried(status, commit));
  }

  private static boolean hasTried(JsonNode status, String commit) {
    return status.at("/operationState/syncResult/revision").asText().equals(commit)
        && !status.at("/operationState/phase").asText().equals("Running");
  }

  /** A failed try that will be repeated, or a wave that waits for its children. */
  private static boolean isWaiting(JsonNode status, String commit) {
    JsonNode operation = status.path("operationState");
    return operation.at("/syncResult/revision").asText().equals(commit)
        && (operation.has("finishedAt")
            || operation.path("message").asText().startsWith("waiting for healthy state"));
  }

  private static boolean onlyPruningIsLeft(JsonNode status) {
    for (JsonNode resource : status.path("resources")) {
      if (!resource.path("status").asText().equals("Synced")
          && !resource.path("requiresPruning").asBoolean()) {
        return false;
      }
    }
    return true;
  }
}
