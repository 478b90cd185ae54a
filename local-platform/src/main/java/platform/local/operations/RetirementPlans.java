package platform.local.operations;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.local.argocd.ArgoCd;
import platform.model.capacity.Profile;
import platform.model.findings.Location;
import platform.model.operations.ArgoApplication;
import platform.model.operations.Retirement;
import platform.model.operations.Retirement.Approval;
import platform.model.operations.Retirement.Candidate;
import platform.model.operations.Retirement.Presence;
import platform.model.operations.Retirement.Unwanted;
import platform.model.operations.RetirementPlan;
import platform.model.platform.Platform;
import platform.model.workloads.Workload;

/** Finds out what would have to be deleted to retire something, and whether it may be. */
public final class RetirementPlans {
  private static final String NODE_POOL_LABEL = "karpenter.sh/nodepool";
  private static final String TENANTS = "gitops/apps/platform/tenants/";
  private static final int MOST_NAMED = 5;

  private final Cluster cluster;
  private final Path root;
  private final Platform tree;

  /**
   * @param root the checkout
   * @param tree what it declares
   */
  public RetirementPlans(Cluster cluster, Path root, Platform tree) {
    this.cluster = cluster;
    this.root = root;
    this.tree = tree;
  }

  /** A NodePool: its machines are drained and ended with it. */
  public RetirementPlan nodePool(String name) {
    Optional<GenericKubernetesResource> live = find(Kinds.NODE_POOL, name);
    var inTree = Optional.ofNullable(tree.nodePools().get(name)).map(pool -> pool.location());
    List<String> uses = live.map(this::usesOf).orElse(List.of());
    return RetirementPlan.of(candidate(Kinds.NODE_POOL, name, inTree, live, uses));
  }

  /** An EC2NodeClass, which must outlive the machines that were made from it. */
  public RetirementPlan nodeClass(String name) {
    var inTree = Optional.ofNullable(tree.nodeClasses().get(name)).map(each -> each.location());
    Stream<String> declared =
        tree.nodePools().values().stream()
            .filter(pool -> pool.nodeClass().equals(Optional.of(name)))
            .map(pool -> "%s: NodePool '%s'".formatted(pool.location(), pool.name()));
    Stream<String> live =
        Stream.of(Kinds.NODE_POOL, Kinds.NODE_CLAIM)
            .flatMap(kind -> list(kind).stream())
            .filter(object -> namesNodeClass(object, name))
            .map(object -> "%s '%s'".formatted(object.getKind(), object.getMetadata().getName()));
    return RetirementPlan.of(
        candidate(
            Kinds.NODE_CLASS,
            name,
            inTree,
            find(Kinds.NODE_CLASS, name),
            Stream.concat(declared, live).toList()));
  }

  private static boolean namesNodeClass(GenericKubernetesResource object, String name) {
    return Stream.of(
            Fields.text(object, "spec", "template", "spec", "nodeClassRef", "name"),
            Fields.text(object, "spec", "nodeClassRef", "name"))
        .anyMatch(Optional.of(name)::equals);
  }

  /** A workload: its Application with all that it manages, then its project and namespace. */
  public RetirementPlan workload(String name) {
    var steps = new ArrayList<Candidate>();
    var notes = new ArrayList<String>();
    steps.add(application(name));
    if (Files.exists(root.resolve(TENANTS + name))) {
      notes.add(
          "namespace and project '%s' stay, since %s%s declares them"
              .formatted(name, TENANTS, name));
    } else {
      steps.add(
          candidate(Kinds.PROJECT, name, Optional.empty(), find(Kinds.PROJECT, name), List.of()));
      Optional<GenericKubernetesResource> namespace = find(Kinds.NAMESPACE, name);
      steps.add(candidate(Kinds.NAMESPACE, name, Optional.empty(), namespace, List.of()));
      claims(name)
          .ifPresent(
              claims -> notes.add("with namespace '%s' its data goes: %s".formatted(name, claims)));
    }
    return new RetirementPlan(steps.stream().map(Retirement::of).toList(), notes);
  }

  private Candidate application(String workload) {
    String name = "workload-" + workload;
    Optional<GenericKubernetesResource> live = find(ArgoCd.APPLICATION, name);
    return new Candidate(
        "Application",
        name,
        Optional.ofNullable(tree.workloads().get(workload)).map(Workload::location),
        presence(live),
        live.map(Applications::read)
            .map(ArgoApplication::withoutFolder)
            .orElse(new Unwanted(true, "it does not exist", "")),
        Optional.empty(),
        List.of());
  }

  private Optional<String> claims(String namespace) {
    String names =
        cluster.ask(
            () ->
                cluster
                    .client()
                    .persistentVolumeClaims()
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .stream()
                    .map(claim -> claim.getMetadata().getName())
                    .collect(Collectors.joining(", ")));
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }

  private Candidate candidate(
      ResourceDefinitionContext kind,
      String name,
      Optional<Location> inTree,
      Optional<GenericKubernetesResource> live,
      List<String> uses) {
    return new Candidate(
        kind.getKind(),
        name,
        inTree,
        presence(live),
        live.map(object -> unwanted(kind, object))
            .orElse(new Unwanted(true, "it does not exist", "")),
        Optional.of(
            new Approval(live.flatMap(each -> Fields.annotation(each, Retirement.APPROVAL)))),
        uses);
  }

  private Unwanted unwanted(ResourceDefinitionContext kind, GenericKubernetesResource object) {
    String name = object.getMetadata().getName();
    Optional<String> owner = Fields.application(object);
    return owner
        .flatMap(application -> cluster.ask(() -> Applications.find(cluster.client(), application)))
        .map(application -> application.unwanted(kind.getKind(), name))
        .orElseGet(
            () ->
                new Unwanted(
                    false,
                    owner
                        .map(
                            application ->
                                "Application '%s', which made %s '%s', does not exist"
                                    .formatted(application, kind.getKind(), name))
                        .orElse(
                            "no Application of Argo CD manages %s '%s'"
                                .formatted(kind.getKind(), name)),
                    "what Git never declared is no matter of this command: find out who made it"));
  }

  private static Presence presence(Optional<GenericKubernetesResource> live) {
    return live.map(object -> Fields.isDeleting(object) ? Presence.DELETING : Presence.PRESENT)
        .orElse(Presence.ABSENT);
  }

  /** What of the tree or of the cluster needs the nodes of a NodePool. */
  private List<String> usesOf(GenericKubernetesResource pool) {
    String name = pool.getMetadata().getName();
    // The profile may have gone from the tree along with the pool: the live pool still names it.
    Optional<String> profile =
        Fields.text(pool, "spec", "template", "metadata", "labels", Profile.KEY);
    Stream<String> declared =
        tree.workloads().values().stream()
            .filter(
                workload ->
                    profile.equals(Optional.of(workload.profile()))
                        || tree.profileOf(workload)
                            .flatMap(Profile::nodePool)
                            .equals(Optional.of(name)))
            .map(
                workload ->
                    "%s: workload '%s' of profile '%s'"
                        .formatted(workload.location(), workload.name(), workload.profile()));
    return Stream.concat(declared, pods(name, profile)).toList();
  }

  private Stream<String> pods(String nodePool, Optional<String> profile) {
    List<String> nodes =
        cluster.ask(
            () ->
                cluster
                    .client()
                    .nodes()
                    .withLabel(NODE_POOL_LABEL, nodePool)
                    .list()
                    .getItems()
                    .stream()
                    .map((Node node) -> node.getMetadata().getName())
                    .toList());
    List<String> pods =
        cluster.ask(
            () ->
                cluster.client().pods().inAnyNamespace().list().getItems().stream()
                    .filter(pod -> !isDaemon(pod) && !hasEnded(pod))
                    .filter(pod -> runsOn(pod, nodes) || waitsFor(pod, profile))
                    .map(
                        pod -> pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName())
                    .sorted()
                    .toList());
    Stream<String> named = pods.stream().limit(MOST_NAMED).map("pod %s"::formatted);
    return pods.size() <= MOST_NAMED
        ? named
        : Stream.concat(named, Stream.of("%d more pods".formatted(pods.size() - MOST_NAMED)));
  }

  private static boolean isDaemon(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getKind().equals("DaemonSet") || owner.getKind().equals("Node"));
  }

  private static boolean hasEnded(Pod pod) {
    return List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
  }

  private static boolean runsOn(Pod pod, List<String> nodes) {
    return pod.getSpec().getNodeName() != null && nodes.contains(pod.getSpec().getNodeName());
  }

  private static boolean waitsFor(Pod pod, Optional<String> profile) {
    Map<String, String> selector = pod.getSpec().getNodeSelector();
    return pod.getSpec().getNodeName() == null
        && profile.isPresent()
        && selector != null
        && profile.get().equals(selector.get(Profile.KEY));
  }

  private Optional<GenericKubernetesResource> find(ResourceDefinitionContext kind, String name) {
    return cluster.ask(
        () -> {
          var all = cluster.client().genericKubernetesResources(kind);
          return Optional.ofNullable(
              kind.isNamespaceScoped()
                  ? all.inNamespace(ArgoCd.NAMESPACE).withName(name).get()
                  : all.withName(name).get());
        });
  }

  private List<GenericKubernetesResource> list(ResourceDefinitionContext kind) {
    return cluster.ask(() -> cluster.client().genericKubernetesResources(kind).list().getItems());
  }
}
