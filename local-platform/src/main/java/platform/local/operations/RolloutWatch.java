package platform.local.operations;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import platform.local.argocd.ArgoCd;
import platform.local.process.Deadline;
import platform.local.process.LabException;
import platform.local.process.Progress;
import platform.local.process.Stopwatch;
import platform.model.findings.Choices;
import platform.model.operations.ArgoApplication;
import platform.model.operations.CapacityState;
import platform.model.operations.CapacityState.NodePoolState;
import platform.model.operations.Rollout;

/** Follows how NodePools' machines are replaced, until all are on the present template. */
public final class RolloutWatch {
  /**
   * How long all must look replaced before it is believed. Karpenter writes a NodePool's hash, its
   * conditions and a NodeClaim's drift one after the other; the conditions tell that it has seen a
   * change, and this covers what it writes right after.
   */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private static final String REFRESH = "argocd.argoproj.io/refresh";

  private final Cluster cluster;
  private final Progress progress;

  public RolloutWatch(Cluster cluster, Progress progress) {
    this.cluster = cluster;
    this.progress = progress;
  }

  /**
   * How it is now.
   *
   * @param nodePool only this one, or all if empty
   */
  public Rollout look(Optional<String> nodePool) {
    return rollout(state(), nodePool);
  }

  /**
   * What came of following.
   *
   * @param rollout how it was at last
   * @param isDone whether all was replaced and stayed so
   * @param unapplied what Argo CD did not apply in time, so that the rollout says nothing of it
   */
  public record Outcome(Rollout rollout, boolean isDone, Optional<String> unapplied) {}

  /**
   * Follows until all machines are replaced. Before it looks at machines, Argo CD must have
   * compared and applied what Git has now, so that a commit of a moment ago is not overlooked.
   *
   * @param revision beginning of the commit that must be applied, or whichever Argo CD sees now
   */
  public Outcome follow(Optional<String> nodePool, Optional<String> revision, Duration patience) {
    Deadline deadline = Deadline.after(patience);
    Rollout first = look(nodePool);
    Optional<String> unapplied = awaitApplied(owners(first), revision, deadline);
    if (unapplied.isPresent()) {
      return new Outcome(first, false, unapplied);
    }
    var last = new AtomicReference<>(first);
    try (Watched watched =
        Watched.start(
            cluster, List.of(Kinds.NODE_POOL, Kinds.NODE_CLASS, Kinds.NODE_CLAIM, Kinds.EVENT))) {
      boolean isDone = follow(watched, nodePool, deadline, last);
      return new Outcome(last.get(), isDone, Optional.empty());
    }
  }

  private boolean follow(
      Watched watched,
      Optional<String> nodePool,
      Deadline deadline,
      AtomicReference<Rollout> last) {
    var said = new AtomicReference<>("");
    var done = new AtomicReference<Stopwatch>();
    return watched
        .await(
            () -> {
              Rollout now = rollout(state(watched), nodePool);
              last.set(now);
              if (!now.summary().equals(said.getAndSet(now.summary()))) {
                progress.say(now.summary());
              }
              progress.update(now.summary());
              if (!now.isDone()) {
                done.set(null);
                return Optional.empty();
              }
              done.compareAndSet(null, Stopwatch.start());
              return done.get().isOver(SETTLED) ? Optional.of(now) : Optional.empty();
            },
            deadline.left())
        .isPresent();
  }

  private static CapacityState state(Watched watched) {
    return CapacityReader.read(
        watched.all(Kinds.NODE_POOL),
        watched.all(Kinds.NODE_CLASS),
        watched.all(Kinds.NODE_CLAIM),
        watched.all(Kinds.EVENT),
        Instant.now());
  }

  private CapacityState state() {
    return CapacityReader.read(
        list(Kinds.NODE_POOL),
        list(Kinds.NODE_CLASS),
        list(Kinds.NODE_CLAIM),
        list(Kinds.EVENT),
        Instant.now());
  }

  private List<GenericKubernetesResource> list(ResourceDefinitionContext kind) {
    return cluster.ask(
        () -> cluster.client().genericKubernetesResources(kind).inAnyNamespace().list().getItems());
  }

  private Rollout rollout(CapacityState state, Optional<String> nodePool) {
    nodePool.ifPresent(name -> requireKnown(state, name));
    Rollout all = Rollout.of(state);
    return nodePool.map(all::only).orElse(all);
  }

  private void requireKnown(CapacityState state, String nodePool) {
    List<String> known = state.nodePools().stream().map(NodePoolState::name).toList();
    if (!known.contains(nodePool)) {
      throw new LabException(
          "%s has no NodePool '%s'; %s"
              .formatted(
                  cluster.name(), nodePool, new Choices(known).remedyFor(nodePool, "NodePools")));
    }
  }

  /** The Applications that manage the pools and their node classes. */
  private SortedSet<String> owners(Rollout rollout) {
    CapacityState state = state();
    var names = new TreeSet<>(rollout.pools().stream().map(Rollout.Pool::name).toList());
    var owners = new TreeSet<String>();
    state.nodePools().stream()
        .filter(pool -> names.contains(pool.name()))
        .flatMap(
            pool ->
                Stream.concat(
                    pool.application().stream(),
                    state.nodeClasses().stream()
                        .filter(each -> each.name().equals(pool.nodeClass()))
                        .flatMap(each -> each.application().stream())))
        .forEach(owners::add);
    return owners;
  }

  /** Empty as soon as all are applied, or else why one of them was not in time. */
  private Optional<String> awaitApplied(
      SortedSet<String> applications, Optional<String> revision, Deadline deadline) {
    if (applications.isEmpty()) {
      progress.say(
          "no Application manages these NodePools: whether Git has newer ones isn't known");
      return Optional.empty();
    }
    applications.forEach(this::refresh);
    try (Watched watched = Watched.start(cluster, List.of(ArgoCd.APPLICATION))) {
      return applications.stream()
          .flatMap(name -> awaitApplied(watched, name, revision, deadline).stream())
          .findFirst();
    }
  }

  private Optional<String> awaitApplied(
      Watched watched, String name, Optional<String> revision, Deadline deadline) {
    var waitsFor = new AtomicReference<>("it is gone");
    Optional<ArgoApplication> applied =
        watched.await(
            () ->
                watched
                    .find(ArgoCd.APPLICATION, name)
                    .flatMap(object -> applied(object, revision, waitsFor)),
            deadline.left());
    applied.ifPresent(
        application ->
            progress.say(
                "Application '%s' has applied %s"
                    .formatted(
                        name,
                        application.revision().map(RolloutWatch::brief).orElse("its source"))));
    return applied.isPresent()
        ? Optional.empty()
        : Optional.of(
            "Application '%s' has not applied what Git has: %s".formatted(name, waitsFor.get()));
  }

  private Optional<ArgoApplication> applied(
      GenericKubernetesResource object, Optional<String> revision, AtomicReference<String> why) {
    ArgoApplication application = Applications.read(object);
    // Argo CD takes the annotation away when it has compared.
    boolean compared = Fields.annotation(object, REFRESH).isEmpty();
    String seen = application.revision().orElse("");
    boolean isWanted = revision.map(seen::startsWith).orElse(true);
    why.set(
        !compared
            ? "Argo CD has not compared it yet"
            : !isWanted
                ? "it is at %s, not at %s".formatted(brief(seen), revision.orElse(""))
                : "it is %s%s"
                    .formatted(
                        application.sync(),
                        application.complaints().stream()
                            .findFirst()
                            .map(c -> ": " + c)
                            .orElse("")));
    progress.update("Application '%s': %s".formatted(application.name(), why.get()));
    return compared && isWanted && application.isApplied()
        ? Optional.of(application)
        : Optional.empty();
  }

  private void refresh(String application) {
    cluster.tell(
        () ->
            cluster
                .client()
                .genericKubernetesResources(ArgoCd.APPLICATION)
                .inNamespace(ArgoCd.NAMESPACE)
                .withName(application)
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"metadata\":{\"annotations\":{\"%s\":\"normal\"}}}".formatted(REFRESH)));
  }

  private static String brief(String commit) {
    return commit.substring(0, Math.min(7, commit.length()));
  }
}
