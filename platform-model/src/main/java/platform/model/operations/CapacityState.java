package platform.model.operations;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Karpenter's objects as the API server showed them at one moment. */
public record CapacityState(
    Instant at,
    List<NodePoolState> nodePools,
    List<NodeClassState> nodeClasses,
    List<NodeClaimState> nodeClaims,
    List<Blockade> blockades) {
  public CapacityState {
    nodePools = nodePools.stream().sorted(Comparator.comparing(NodePoolState::name)).toList();
    nodeClasses = List.copyOf(nodeClasses);
    nodeClaims =
        nodeClaims.stream()
            .sorted(
                Comparator.comparing(NodeClaimState::createdAt).thenComparing(NodeClaimState::name))
            .toList();
    blockades = List.copyOf(blockades);
  }

  /**
   * A hash by which Karpenter compares a machine with what it was made from.
   *
   * @param version of the way it is computed; hashes of two versions say nothing of each other
   */
  public record Hash(String value, String version) {}

  /**
   * Whether Karpenter has looked at an object as it is now.
   *
   * @param message why the object is not ready
   */
  public record Readiness(boolean upToDate, boolean ready, Optional<String> message) {}

  /** A disruption budget; without reasons it is for all of them. */
  public record Budget(String nodes, SortedSet<String> reasons, Optional<String> schedule) {
    public Budget {
      reasons = Collections.unmodifiableSortedSet(new TreeSet<>(reasons));
    }

    /** Whether it lets no drifted node go, at whatever time. */
    boolean forbidsDrift() {
      return schedule.isEmpty()
          && nodes.matches("0%?")
          && (reasons.isEmpty() || reasons.contains("Drifted"));
    }
  }

  /**
   * A NodePool.
   *
   * @param application the Argo CD Application that manages it
   */
  public record NodePoolState(
      String name,
      String nodeClass,
      Readiness readiness,
      Optional<Hash> hash,
      List<Budget> budgets,
      Optional<String> application) {
    public NodePoolState {
      budgets = List.copyOf(budgets);
    }
  }

  /**
   * An EC2NodeClass.
   *
   * @param images ids of the images that it stands for now
   */
  public record NodeClassState(
      String name,
      Readiness readiness,
      Optional<Hash> hash,
      SortedSet<String> images,
      Optional<String> application) {
    public NodeClassState {
      images = Collections.unmodifiableSortedSet(new TreeSet<>(images));
    }
  }

  /**
   * A NodeClaim: a machine that Karpenter has asked for.
   *
   * @param drift Karpenter's reason for its being drifted
   * @param disruption Karpenter's reason for its being replaced or removed just now
   */
  public record NodeClaimState(
      String name,
      String nodePool,
      String nodeClass,
      Optional<String> node,
      Instant createdAt,
      Optional<Hash> nodePoolHash,
      Optional<Hash> nodeClassHash,
      Optional<String> image,
      Optional<String> drift,
      Optional<String> disruption,
      boolean isDeleting) {}

  /** Karpenter's word, of late, that it may not disrupt an object. */
  public record Blockade(String kind, String name, String message) {}
}
