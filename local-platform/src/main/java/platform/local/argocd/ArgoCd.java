package platform.local.argocd;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Argo CD, bootstrapped from the tree in two steps and then told of new commits. */
public final class ArgoCd {
  public static final String NAMESPACE = "argocd";

  /** By which Argo CD itself applies, so that what it applies later is no conflict. */
  public static final String FIELD_MANAGER = "argocd-controller";

  public static final ResourceDefinitionContext APPLICATION = argoKind("Application");
  public static final ResourceDefinitionContext APPLICATION_SET = argoKind("ApplicationSet");

  private static final String SET_REFRESH = "argocd.argoproj.io/application-set-refresh";

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

  /** The file with what step one applies. */
  public Path renderBase(Path tree) {
    return kubectl.render(base(tree));
  }

  /** The file with what step two applies. */
  public Path renderRoot(Path tree, String environment) {
    return kubectl.render(root(tree, environment));
  }

  private static Path base(Path tree) {
    return tree.resolve("gitops/bootstrap/argocd");
  }

  private static Path root(Path tree, String environment) {
    return tree.resolve("gitops/bootstrap").resolve(environment);
  }

  /** Step one: Argo CD itself; returns when its definitions are established. */
  public void applyBase(Path tree) {
    kubectl.applyServerSide(base(tree));
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
    kubectl.applyServerSide(root(tree, environment));
  }

  /**
   * Makes Argo CD look at Git now, as a webhook would; unprompted it takes a minute or two.
   *
   * @param applications names of the Applications to compare again
   */
  public void refresh(Collection<String> applications) {
    for (GenericKubernetesResource set : list(APPLICATION_SET)) {
      // A set that can't do its work keeps an earlier request, and asking for what is asked already
      // would change nothing: taken back first, so that it is looked at now.
      annotate(APPLICATION_SET, set.getMetadata().getName(), SET_REFRESH, Optional.empty());
      annotate(APPLICATION_SET, set.getMetadata().getName(), SET_REFRESH, Optional.of("true"));
    }
    for (String application : applications) {
      annotate(APPLICATION, application, "argocd.argoproj.io/refresh", Optional.of("normal"));
    }
  }

  /**
   * Applications of a repository that have not been compared with a commit yet, by name. One that
   * can't be compared counts as soon as it has been tried after the commit.
   */
  public SortedSet<String> behind(String repositoryUrl, String commit, Instant committedAt) {
    var names = new TreeSet<String>();
    for (GenericKubernetesResource application : list(APPLICATION)) {
      boolean follows = repositoryUrl.equals(application.get("spec", "source", "repoURL"));
      String reconciledAt = application.get("status", "reconciledAt");
      boolean tried =
          reconciledAt != null
              && application.get("status", "conditions") != null
              && Instant.parse(reconciledAt).isAfter(committedAt);
      if (follows && !tried && !commit.equals(application.get("status", "sync", "revision"))) {
        names.add(application.getMetadata().getName());
      }
    }
    return names;
  }

  private List<GenericKubernetesResource> list(ResourceDefinitionContext kind) {
    return client.genericKubernetesResources(kind).inNamespace(NAMESPACE).list().getItems();
  }

  private void annotate(
      ResourceDefinitionContext kind, String name, String key, Optional<String> value) {
    client
        .genericKubernetesResources(kind)
        .inNamespace(NAMESPACE)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":%s}}}"
                .formatted(key, value.map(text -> '"' + text + '"').orElse("null")));
  }
}
