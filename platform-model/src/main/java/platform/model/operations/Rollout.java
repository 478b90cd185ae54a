package platform.model.operations;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.model.operations.CapacityState.Blockade;
import platform.model.operations.CapacityState.Budget;
import platform.model.operations.CapacityState.Hash;
import platform.model.operations.CapacityState.NodeClaimState;
import platform.model.operations.CapacityState.NodeClassState;
import platform.model.operations.CapacityState.NodePoolState;

/**
 * How far each NodePool's machines are on its present template, which upstream can't say
 * (kubernetes-sigs/karpenter#1785): a NodePool that is still rolling is Healthy.
 */
public record Rollout(Instant at, List<Pool> pools) {
  public Rollout {
    pools = List.copyOf(pools);
  }

  /** Where a NodePool stands. */
  public enum Stage {
    /** Karpenter has not looked at it as it is now, so nothing can be said yet. */
    UNSEEN,
    ROLLING,
    /** Old nodes are left, none is being replaced, and something is known to stand in the way. */
    HELD,
    REPLACED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One NodePool.
   *
   * @param total all its machines
   * @param drifted those that Karpenter itself calls drifted
   * @param old those that are not on the present template or are leaving, the oldest first
   * @param heldBackBy what stands in the way of replacing them
   */
  public record Pool(
      String name, Stage stage, int total, int drifted, List<Old> old, List<String> heldBackBy) {
    public Pool {
      old = List.copyOf(old);
      heldBackBy = List.copyOf(heldBackBy);
    }

    public int present() {
      return total - old.size();
    }

    /** What people read while they wait. */
    public String sentence() {
      if (stage == Stage.UNSEEN) {
        return name + ": " + String.join("; ", heldBackBy);
      }
      String count = "%s: %d of %d on the present template".formatted(name, present(), total);
      String left =
          old.isEmpty()
              ? ""
              : ", oldest left %s (%s)".formatted(old.get(0).shownName(), old.get(0).because());
      return count + left + (heldBackBy.isEmpty() ? "" : "; " + String.join("; ", heldBackBy));
    }
  }

  /**
   * A machine that has to go.
   *
   * @param because why it is not on the present template
   * @param isLeaving whether it is being replaced or removed just now
   */
  public record Old(
      String nodeClaim,
      Optional<String> node,
      Instant createdAt,
      String because,
      boolean isLeaving) {
    public String shownName() {
      return node.orElse(nodeClaim);
    }
  }

  /** Compares every NodeClaim with its NodePool and node class. */
  public static Rollout of(CapacityState state) {
    return new Rollout(
        state.at(), state.nodePools().stream().map(pool -> pool(state, pool)).toList());
  }

  /** The same for one NodePool. */
  public Rollout only(String nodePool) {
    return new Rollout(at, pools.stream().filter(pool -> pool.name().equals(nodePool)).toList());
  }

  public boolean isDone() {
    return pools.stream().allMatch(pool -> pool.stage() == Stage.REPLACED);
  }

  private static Pool pool(CapacityState state, NodePoolState pool) {
    Optional<NodeClassState> nodeClass =
        state.nodeClasses().stream()
            .filter(each -> each.name().equals(pool.nodeClass()))
            .findFirst();
    List<NodeClaimState> claims =
        state.nodeClaims().stream().filter(each -> each.nodePool().equals(pool.name())).toList();
    List<Old> old = claims.stream().flatMap(claim -> old(claim, pool, nodeClass).stream()).toList();
    List<String> obstacles = obstacles(state.blockades(), pool, nodeClass, old);
    return new Pool(
        pool.name(),
        stage(pool, nodeClass, old, obstacles),
        claims.size(),
        (int) claims.stream().filter(claim -> claim.drift().isPresent()).count(),
        old,
        obstacles);
  }

  private static Stage stage(
      NodePoolState pool,
      Optional<NodeClassState> nodeClass,
      List<Old> old,
      List<String> obstacles) {
    if (!isSeen(pool, nodeClass)) {
      return Stage.UNSEEN;
    }
    if (old.isEmpty()) {
      return Stage.REPLACED;
    }
    return old.stream().noneMatch(Old::isLeaving) && !obstacles.isEmpty()
        ? Stage.HELD
        : Stage.ROLLING;
  }

  private static boolean isSeen(NodePoolState pool, Optional<NodeClassState> nodeClass) {
    return pool.readiness().upToDate()
        && pool.hash().isPresent()
        && nodeClass
            .filter(each -> each.readiness().upToDate() && each.hash().isPresent())
            .isPresent();
  }

  private static Optional<Old> old(
      NodeClaimState claim, NodePoolState pool, Optional<NodeClassState> nodeClass) {
    boolean isLeaving = claim.isDeleting() || claim.disruption().isPresent();
    // Karpenter's own word first; what follows sees a change before Karpenter has judged it.
    return claim
        .drift()
        .or(
            () ->
                differ(claim.nodePoolHash(), pool.hash())
                    ? Optional.of("NodePool changed")
                    : Optional.empty())
        .or(
            () ->
                nodeClass
                    .filter(each -> differ(claim.nodeClassHash(), each.hash()))
                    .map(each -> "node class changed"))
        .or(
            () ->
                nodeClass
                    .filter(each -> isOfAnotherImage(claim, each))
                    .map(each -> "image %s".formatted(claim.image().orElse("unknown"))))
        .or(() -> claim.disruption())
        .or(() -> isLeaving ? Optional.of("being deleted") : Optional.empty())
        .map(because -> new Old(claim.name(), claim.node(), claim.createdAt(), because, isLeaving));
  }

  /** As Karpenter compares: a hash that is missing or of another version says nothing. */
  private static boolean differ(Optional<Hash> one, Optional<Hash> other) {
    return one.isPresent()
        && other.isPresent()
        && one.get().version().equals(other.get().version())
        && !one.get().value().equals(other.get().value());
  }

  /** A node class's image terms are not part of its hash. */
  private static boolean isOfAnotherImage(NodeClaimState claim, NodeClassState nodeClass) {
    return !nodeClass.images().isEmpty()
        && claim.image().filter(image -> !nodeClass.images().contains(image)).isPresent();
  }

  private static List<String> obstacles(
      List<Blockade> blockades,
      NodePoolState pool,
      Optional<NodeClassState> nodeClass,
      List<Old> old) {
    var obstacles = new LinkedHashSet<String>();
    if (nodeClass.isEmpty()) {
      obstacles.add("EC2NodeClass '%s' does not exist".formatted(pool.nodeClass()));
    }
    notReady("NodePool", pool.name(), pool.readiness()).ifPresent(obstacles::add);
    nodeClass
        .flatMap(each -> notReady("EC2NodeClass", each.name(), each.readiness()))
        .ifPresent(obstacles::add);
    if (old.isEmpty()) {
      return List.copyOf(obstacles);
    }
    pool.budgets().stream()
        .filter(Budget::forbidsDrift)
        .findFirst()
        .ifPresent(
            budget ->
                obstacles.add(
                    "a budget of nodes: \"%s\" holds drifted nodes".formatted(budget.nodes())));
    List<Old> staying = old.stream().filter(each -> !each.isLeaving()).toList();
    Stream.concat(
            about(blockades, "NodePool", pool.name())
                // The same event speaks of consolidation, which is no matter here.
                .filter(message -> !message.matches(".*reason (Underutilized|Empty|Unhealthy) .*")),
            staying.stream()
                .flatMap(
                    each ->
                        Stream.concat(
                                about(blockades, "NodeClaim", each.nodeClaim()),
                                each.node().stream()
                                    .flatMap(node -> about(blockades, "Node", node)))
                            .map(message -> each.shownName() + ": " + message)))
        .forEach(obstacles::add);
    return new ArrayList<>(obstacles);
  }

  private static Stream<String> about(List<Blockade> blockades, String kind, String name) {
    return blockades.stream()
        .filter(each -> each.kind().equals(kind) && each.name().equals(name))
        .map(Blockade::message);
  }

  private static Optional<String> notReady(
      String kind, String name, CapacityState.Readiness readiness) {
    if (!readiness.upToDate()) {
      return Optional.of("Karpenter has not looked at %s '%s' as it is now".formatted(kind, name));
    }
    return readiness.ready()
        ? Optional.empty()
        : Optional.of(
            "%s '%s' is not ready%s"
                .formatted(kind, name, readiness.message().map(why -> ": " + why).orElse("")));
  }

  /** One line for all pools. */
  public String summary() {
    long done = pools.stream().filter(pool -> pool.stage() == Stage.REPLACED).count();
    return isDone()
        ? "all nodes of %d NodePools are on the present template".formatted(pools.size())
        : "%d of %d NodePools replaced; %s"
            .formatted(
                done,
                pools.size(),
                pools.stream()
                    .filter(pool -> pool.stage() != Stage.REPLACED)
                    .map(Pool::sentence)
                    .collect(Collectors.joining(" | ")));
  }
}
