package platform.model.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static platform.model.pricing.PricingExample.catalogue;
import static platform.model.pricing.PricingExample.nodePool;
import static platform.model.pricing.PricingExample.type;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import platform.model.capacity.NodePool;

class WorstCaseTest {
  private static final String ON_DEMAND =
      "{key: karpenter.sh/capacity-type, operator: In, values: [on-demand]}";
  private static final Catalogue TWO =
      catalogue(
          type("c7g.4xlarge", 16, 32, "0.58", "us-east-1a"),
          type("r7g.4xlarge", 16, 128, "0.86", "us-east-1a"));

  @Test
  void oneLimitIsFilledWithTheTypeThatIsDearestByIt() {
    var worst = worst(nodePool("{cpu: 64}", ON_DEMAND));

    assertThat(worst.orElseThrow().hourly()).isEqualByComparingTo("3.44");
    assertThat(worst.orElseThrow().shares()).hasSize(1);
    assertThat(worst.orElseThrow().shares().get(0).type().name()).isEqualTo("r7g.4xlarge");
    assertThat(worst.orElseThrow().shares().get(0).nodes()).isEqualByComparingTo("4");
  }

  @Test
  void twoLimitsAreFilledWithAMixThatNoSingleTypeReaches() {
    var worst = worst(nodePool("{cpu: 64, memory: 256Gi}", ON_DEMAND)).orElseThrow();

    assertThat(worst.shares())
        .extracting(share -> share.type().name())
        .containsExactlyInAnyOrder("c7g.4xlarge", "r7g.4xlarge");
    assertThat(worst.hourly()).isEqualByComparingTo("2.7547");
  }

  @Test
  void aLimitOnNodesHoldsTheCostToo() {
    assertThat(worst(nodePool("{nodes: 3, cpu: 640}", ON_DEMAND)).orElseThrow().hourly())
        .isEqualByComparingTo("2.58");
  }

  @Test
  void withoutALimitThereIsNoWorstCase() {
    assertThat(worst(nodePool("{}", ON_DEMAND))).isEmpty();
    assertThat(worst(nodePool("{ephemeral-storage: 1Ti}", ON_DEMAND))).isEmpty();
  }

  private static Optional<WorstCase> worst(NodePool nodePool) {
    return WorstCase.of(nodePool, InstanceChoice.of(nodePool, TWO));
  }
}
