package platform.model.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import platform.model.findings.Finding;

class ChartValuesTest {
  private final ChartValues chart =
      ChartValues.read(Path.of("src/test/resources/chart/karpenter/values.yaml"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicas: 3",
        "strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0}}",
        "nodeSelector: {any/label: x}",
        "tolerations: [{key: x}]",
        "controller: {resources: {requests: {cpu: 1}}}",
        "controller: {securityContext: {seccompProfile: {type: RuntimeDefault}}}",
        "settings: {onlyInTemplate: x}",
        "global: {anything: x}"
      })
  void whatTheChartKnowsPasses(String values) {
    assertThat(findings(values)).isEmpty();
  }

  @Test
  void anUnknownValueNamesItsLineAndTheClosest() {
    assertThat(findings("replicas: 2\nsettings:\n  clusterNam: x\n"))
        .extracting(Finding::sentence)
        .containsExactly(
            "values.yaml:3: the chart knows no value 'settings.clusterNam' and would ignore it;"
                + " did you mean 'clusterName'? values of 'settings': clusterName,"
                + " eksControlPlane, featureGates, interruptionQueue, onlyInTemplate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "controller: {nodeSelector: {a: b}}",
        "controller: {securityContext: {runAsUser: 1}}",
        "replicas: {count: 2}",
        "replica: 2"
      })
  void whatTheChartWouldIgnoreIsFound(String values) {
    assertThat(findings(values)).hasSize(1);
  }

  private List<Finding> findings(String values) {
    return chart.problems("rule", YamlTree.parse("values.yaml", values).onlyMapping());
  }
}
