package platform.local.operations;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import platform.local.argocd.ArgoCd;
import platform.local.observation.ClusterListing;
import platform.local.process.Progress;
import platform.local.process.SomethingMissingException;
import platform.model.audit.Audit;
import platform.model.audit.AuditedKind;
import platform.model.audit.LiveObject;
import platform.model.audit.Promised;
import platform.model.audit.PromisedObjects;
import platform.model.manifests.Renderer;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.PlatformTree;
import platform.model.platform.Reading;
import platform.model.verification.Verification;

/**
 * Compares a cluster that runs with a checkout, by questions alone. What it asks is what the role
 * {@code platform-auditor} allows (gitops/apps/platform/guardrails/auditors).
 */
public final class LiveAudit {
  private static final Map<AuditedKind, ResourceDefinitionContext> LISTED = listed();

  private final Cluster cluster;
  private final Path tree;
  private final Renderer renderer;
  private final Progress progress;

  /**
   * @param cluster opened for a {@link Reader}
   * @param tree the checkout, or the lab's own commit of one
   */
  public LiveAudit(Cluster cluster, Path tree, Renderer renderer, Progress progress) {
    this.cluster = cluster;
    this.tree = tree;
    this.renderer = renderer;
    this.progress = progress;
  }

  private static Map<AuditedKind, ResourceDefinitionContext> listed() {
    var kinds = new EnumMap<AuditedKind, ResourceDefinitionContext>(AuditedKind.class);
    kinds.put(AuditedKind.NODE_POOL, Kinds.NODE_POOL);
    kinds.put(AuditedKind.NODE_CLASS, Kinds.NODE_CLASS);
    kinds.put(AuditedKind.POLICY, Kinds.POLICY);
    kinds.put(AuditedKind.BINDING, Kinds.BINDING);
    kinds.put(AuditedKind.PROJECT, Kinds.PROJECT);
    kinds.put(AuditedKind.APPLICATION, ArgoCd.APPLICATION);
    kinds.put(AuditedKind.APPLICATION_SET, ArgoCd.APPLICATION_SET);
    return kinds;
  }

  /**
   * The environment that the cluster follows, by the Component that its root Application injects.
   *
   * @throws SomethingMissingException if there is no root Application, or it does not answer
   */
  public static String environmentOf(Cluster cluster) {
    GenericKubernetesResource root =
        cluster.ask(
            () ->
                cluster
                    .client()
                    .genericKubernetesResources(ArgoCd.APPLICATION)
                    .inNamespace(ArgoCd.NAMESPACE)
                    .withName(PromisedObjects.ROOT)
                    .get());
    return Optional.ofNullable(root)
        .flatMap(each -> Fields.text(each, "spec", "source", "kustomize", "components", 0))
        .map(component -> component.substring(component.lastIndexOf('/') + 1))
        .orElseThrow(
            () ->
                new SomethingMissingException(
                    "%s has no Application '%s' that names an environment"
                        .formatted(cluster.name(), PromisedObjects.ROOT),
                    "name one by --environment, or bring the platform there: scripts/platform bootstrap"));
  }

  /** Looks once and compares. */
  public Audit.Outcome run(String environment) {
    progress.update("rendering what the tree says");
    Reading reading = PlatformTree.read(tree, environment, renderer);
    Promised promised = PromisedObjects.of(tree, reading.platform(), renderer);
    progress.update("reading " + cluster.name());
    var listings = new EnumMap<AuditedKind, List<GenericKubernetesResource>>(AuditedKind.class);
    LISTED.forEach((kind, context) -> listings.put(kind, list(context)));
    listings.put(
        AuditedKind.PARAMETERS,
        promised.parameters().stream().flatMap(each -> parameters(each).stream()).toList());
    var capacity = new ArrayList<>(listings.get(AuditedKind.NODE_POOL));
    capacity.addAll(listings.get(AuditedKind.NODE_CLASS));
    capacity.addAll(list(Kinds.NODE_CLAIM));
    ObservedPlatform observed =
        cluster.ask(
            () ->
                new ClusterListing(
                        cluster.client(),
                        listings.get(AuditedKind.APPLICATION),
                        listings.get(AuditedKind.APPLICATION_SET),
                        capacity)
                    .observe());
    List<LiveObject> live =
        listings.entrySet().stream()
            .flatMap(each -> each.getValue().stream().map(object -> live(each.getKey(), object)))
            .toList();
    return Audit.of(tree, promised, live, new Verification(Map.of()).compare(reading, observed));
  }

  private List<GenericKubernetesResource> list(ResourceDefinitionContext kind) {
    return cluster.ask(
        () -> {
          var objects = cluster.client().genericKubernetesResources(kind);
          // Argo CD follows its own namespace only, and that is all that the role opens.
          return kind.isNamespaceScoped()
              ? objects.inNamespace(ArgoCd.NAMESPACE).list().getItems()
              : objects.list().getItems();
        });
  }

  private Optional<GenericKubernetesResource> parameters(Promised.Parameters parameters) {
    return Optional.ofNullable(
        cluster.ask(
            () ->
                cluster
                    .client()
                    .genericKubernetesResources(Kinds.CONFIG_MAP)
                    .inNamespace(parameters.namespace())
                    .withName(parameters.name())
                    .get()));
  }

  private static LiveObject live(AuditedKind kind, GenericKubernetesResource object) {
    return new LiveObject(
        kind,
        Optional.ofNullable(object.getMetadata().getNamespace()),
        object.getMetadata().getName(),
        content(object));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> content(GenericKubernetesResource object) {
    return Serialization.unmarshal(Serialization.asJson(object), Map.class);
  }
}
