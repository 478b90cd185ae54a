package platform.model.planning;

import java.math.BigDecimal;
import java.util.Optional;
import platform.model.capacity.NodePool;
import platform.model.capacity.Profile;
import platform.model.pricing.Catalogue;
import platform.model.pricing.InstanceChoice;
import platform.model.pricing.InstanceType;
import platform.model.pricing.WorstCase;

/** What stands behind a profile, with what it can cost. */
public sealed interface ProfilePlan {
  Profile profile();

  /** The most that all its nodes cost, USD an hour; empty if nothing holds it back. */
  Optional<BigDecimal> atMost();

  /**
   * Nodes that Karpenter makes.
   *
   * @param worstCase empty if no limit holds the cost back
   */
  record OnKarpenter(
      Profile profile, NodePool nodePool, InstanceChoice choice, Optional<WorstCase> worstCase)
      implements ProfilePlan {
    @Override
    public Optional<BigDecimal> atMost() {
      return worstCase.map(WorstCase::hourly);
    }
  }

  /**
   * The bootstrap managed node group, whose size is a setting.
   *
   * @param type empty if the catalogue lacks it
   */
  record OnNodeGroup(Profile profile, String typeName, int nodes, Optional<InstanceType> type)
      implements ProfilePlan {
    @Override
    public Optional<BigDecimal> atMost() {
      return type.flatMap(InstanceType::onDemandPrice)
          .map(price -> price.multiply(BigDecimal.valueOf(nodes)));
    }
  }

  /** A profile whose NodePool is missing, which a rule reports. */
  record Unfounded(Profile profile) implements ProfilePlan {
    @Override
    public Optional<BigDecimal> atMost() {
      return Optional.empty();
    }
  }

  static ProfilePlan onKarpenter(Profile profile, NodePool nodePool, Catalogue catalogue) {
    var choice = InstanceChoice.of(nodePool, catalogue);
    return new OnKarpenter(profile, nodePool, choice, WorstCase.of(nodePool, choice));
  }
}
