package platform.model.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.model.manifests.Manifest;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlTree;

class NodePoolTest {
  @Test
  void limitsBudgetsAndLifetimeAreRead() {
    var nodePool =
        nodePool(
            """
            limits: {cpu: 64, memory: 256Gi}
            template: {spec: {expireAfter: 1h30m, terminationGracePeriod: 10m0s}}
            disruption:
              consolidateAfter: Never
              budgets:
                - {nodes: "5%", reasons: [Drifted, Empty], schedule: "0 9 * * *", duration: 8h}
            """);

    assertThat(nodePool.limits().get("cpu").amount()).isEqualByComparingTo("64");
    assertThat(nodePool.limits().get("memory").amount())
        .isEqualByComparingTo(BigDecimal.valueOf(256L << 30));
    assertThat(nodePool.expireAfter()).contains(Duration.ofMinutes(90));
    assertThat(nodePool.terminationGracePeriod()).contains(Duration.ofMinutes(10));
    assertThat(nodePool.disruption().consolidateAfter()).isEmpty();
    var budget = nodePool.disruption().budgets().get(0);
    assertThat(budget.reasons())
        .isEqualTo(Set.of(DisruptionReason.EMPTY, DisruptionReason.DRIFTED));
    assertThat(budget.schedule()).contains("0 9 * * *");
    assertThat(budget.duration()).contains(Duration.ofHours(8));
  }

  @Test
  void whatIsLeftOutIsWhatKarpenterTakesForGranted() {
    var nodePool = nodePool("template: {spec: {}}\n");

    assertThat(nodePool.expireAfter()).contains(Duration.ofHours(720));
    assertThat(nodePool.terminationGracePeriod()).isEmpty();
    assertThat(nodePool.disruption().consolidationPolicy()).isEqualTo("WhenEmptyOrUnderutilized");
    assertThat(nodePool.disruption().budgets()).hasSize(1);
    assertThat(nodePool.disruption().budgets().get(0).allowedOf(11)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"5%,10,1", "0%,10,0", "0,10,0", "100%,7,7", "25%,0,0", "33%,10,4", "3,2,3"})
  void percentagesAreRoundedUp(String nodes, int total, int allowed) {
    var nodePool =
        nodePool(
            "template: {spec: {}}\ndisruption: {budgets: [{nodes: \"%s\"}]}\n".formatted(nodes));

    assertThat(nodePool.disruption().budgets().get(0).allowedOf(total)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{nodes: 120%}|7: the budget's 'nodes' is '120%'",
        "{nodes: \"1\", schedule: \"@daily\"}|7: a budget with a schedule has no duration",
        "{nodes: \"1\", duration: 1h}|7: a budget with a duration has no schedule",
        "{nodes: \"1\", reasons: []}|7: the budget lists no reason, and so limits nothing",
        "{nodes: \"1\", reasons: [Drfted]}|7: unknown reason 'Drfted'; did you mean 'Drifted'?",
        "{nodes: \"1\", schedule: \"@daily\", duration: 1d}|which is no duration",
      })
  void aBudgetThatKarpenterWouldRefuseOrIgnoreIsNamed(String budget, String message) {
    assertThatThrownBy(
            () -> nodePool("template: {spec: {}}\ndisruption:\n  budgets: [" + budget + "]\n"))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(message);
  }

  private static NodePool nodePool(String spec) {
    var text =
        "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: pool}\nspec:\n"
            + spec.indent(2);
    return NodePool.from(Manifest.of(YamlTree.parse("pool.yaml", text).onlyMapping()));
  }
}
