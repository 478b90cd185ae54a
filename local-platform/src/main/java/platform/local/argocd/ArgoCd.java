package platform.local.argocd;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Argo CD, bootstrapped from the tree in two steps and then told of new commits. */
public final class ArgoCd {
  public static final String NAMESPACE = "argocd";

  public static final ResourceDefinitionContext APPLICATION = argoKind("Application");
  public static final ResourceDefinitionContext APPLICATION_SET = argoKind("ApplicationSet");

  private static final List<String> DEFINITIONS =
      List.of("applications.argoproj.io", "applicationsets.argoproj.io", "appprojects.argoproj.io");

  private final KubernetesClient client;
  private final Kubectl kubectl;

  public ArgoCd(KubernetesClient client, Kubectl kubectl) {
    this.client = client;
    this.kubectl = kubectl;
  }

  private static ResourceDefinitionContext argoKind(String kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("argoproj.io")
        .withVersion("v1alpha1")
        .withKind(kind)
        .withPlural(kind.toLowerCase(java.util.Locale.ROOT) + "s")
        .withNamespaced(true)
        .build();
  }

  /** Step one: Argo CD itself; returns when its definitions are established. */
  public void applyBase(Path tree) {
    kubectl.applyServerSide(tree.resolve("gitops/bootstrap/argocd"));
    for (String definition : DEFINITIONS) {
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(definition)
          .waitUntilCondition(ArgoCd::isEstablished, 60, TimeUnit.SECONDS);
    }
  }

  private static boolean isEstablished(
      io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Established")
                        && condition.getStatus().equals("True"));
  }

  /** Step two: the root Application, which brings everything else. */
  public void applyRoot(Path tree, String environment) {
    kubectl.applyServerSide(tree.resolve("gitops/bootstrap").resolve(environment));
  }

  /** Makes Argo CD look at Git now, as a webhook would; unprompted it takes a minute or two. */
  public void refresh() {
    for (GenericKubernetesResource set : list(APPLICATION_SET)) {
      annotate(APPLICATION_SET, set, "argocd.argoproj.io/application-set-refresh", "true");
    }
    for (GenericKubernetesResource application : list(APPLICATION)) {
      annotate(APPLICATION, application, "argocd.argoproj.io/refresh", "normal");
    }
  }

  private List<GenericKubernetesResource> list(ResourceDefinitionContext kind) {
    return client.genericKubernetesResources(kind).inNamespace(NAMESPACE).list().getItems();
  }

  private void annotate(
      ResourceDefinitionContext kind, GenericKubernetesResource object, String key, String value) {
    client
        .genericKubernetesResources(kind)
        .inNamespace(NAMESPACE)
        .withName(object.getMetadata().getName())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(key, value));
  }
}
