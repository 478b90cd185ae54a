package platform.model.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static platform.model.pricing.PricingExample.catalogue;
import static platform.model.pricing.PricingExample.nodePool;
import static platform.model.pricing.PricingExample.type;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceChoiceTest {
  private static final String ON_DEMAND =
      "{key: karpenter.sh/capacity-type, operator: In, values: [on-demand]}";
  private static final String SPOT =
      "{key: karpenter.sh/capacity-type, operator: In, values: [spot]}";
  private static final Catalogue FOUR =
      catalogue(
          type("c7g.large", 2, 4, "0.07", "us-east-1a", "us-east-1b"),
          type("m7g.large", 2, 8, "0.08", "us-east-1a"),
          type("r7g.xlarge", 4, 32, "0.20", "us-east-1b"),
          type("r9g.large", 2, 16, "", "us-east-1a"));

  @Test
  void cheapestComesFirstAndATypeWithoutAPriceCantBeHad() {
    assertThat(names(InstanceChoice.of(nodePool("{}", ON_DEMAND), FOUR)))
        .containsExactly("c7g.large", "m7g.large", "r7g.xlarge");
  }

  @Test
  void aTypeThatIsNotOfferedInAnyAllowedZoneIsLeftOut() {
    var inZoneB =
        "{key: topology.kubernetes.io/zone, operator: In, values: [us-east-1b, us-east-1c]}";

    var choice = InstanceChoice.of(nodePool("{}", ON_DEMAND, inZoneB), FOUR);

    assertThat(names(choice)).containsExactly("c7g.large", "r7g.xlarge");
    assertThat(choice.zones()).containsExactly("us-east-1b");
  }

  @Test
  void spotPricesDifferByZoneAndTheCheapestCounts() {
    var choice = InstanceChoice.of(nodePool("{}", SPOT), FOUR);

    var candidate = choice.candidate("c7g.large").orElseThrow();
    assertThat(candidate.cheapest()).isEqualByComparingTo("0.0238");
    assertThat(candidate.dearest()).isEqualByComparingTo("0.0252");
    assertThat(choice.cheaperThan(new BigDecimal("0.07"))).isEqualTo(2);
    assertThat(choice.cheaperThan(new BigDecimal("0.0238"))).isZero();
  }

  @Test
  void minValuesCountTheValuesThatAreLeft() {
    var types = "{key: node.kubernetes.io/instance-type, operator: Exists, minValues: 3}";
    var families = "{key: karpenter.k8s.aws/instance-family, operator: Exists, minValues: 4}";

    var choice = InstanceChoice.of(nodePool("{}", ON_DEMAND, types, families), FOUR);

    assertThat(choice.flexibility())
        .containsExactly(
            new InstanceChoice.Flexibility(Labels.FAMILY, 4, 3),
            new InstanceChoice.Flexibility(Labels.INSTANCE_TYPE, 3, 3));
    assertThat(choice.flexibility()).extracting("met").containsExactly(false, true);
  }

  @Test
  void labelsThatTypesDontHaveChooseNothingAndAreNamed() {
    var own = "{key: example.com/team, operator: In, values: [a]}";

    var choice = InstanceChoice.of(nodePool("{}", own), FOUR);

    assertThat(choice.candidates()).hasSize(3);
    assertThat(choice.ignoredKeys()).containsExactly("example.com/team");
  }

  @Test
  void thePoolsOfTheRepositoryHaveTheDiversityThatTheyAskFor() {
    var choice =
        InstanceChoice.of(
            PricingExample.repositorysNodePool("karpenter-spot"), PricingExample.repositorys());

    assertThat(choice.flexibility()).isNotEmpty().allMatch(InstanceChoice.Flexibility::isMet);
    assertThat(choice.candidates())
        .allSatisfy(
            each -> {
              assertThat(each.type().architecture()).isEqualTo("arm64");
              assertThat(each.type().cpus()).isIn(2, 4, 8, 16);
              assertThat(each.type().memoryMebibytes()).isGreaterThan(3500);
              assertThat(each.offerings()).extracting(Offering::capacityType).containsOnly("spot");
            });
    assertThat(choice.zones()).contains("us-east-1a", "us-east-1b", "us-east-1c");
  }

  private static List<String> names(InstanceChoice choice) {
    return choice.candidates().stream().map(each -> each.type().name()).toList();
  }
}
