package platform.model.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import platform.model.manifests.YamlTree;

class FieldComparisonTest {
  @Test
  void whatTheTreeSetsAndTheClusterHasIsNoDifference() {
    assertThat(
            differences(
                "spec: {cpu: \"64\", weight: 10, ratio: 2.0, on: true, list: [{a: b}]}",
                Map.of(
                    "spec",
                    Map.of(
                        "cpu",
                        "64",
                        "weight",
                        10,
                        "ratio",
                        2,
                        "on",
                        true,
                        "list",
                        List.of(Map.of("a", "b", "filledIn", "Always")),
                        "defaulted",
                        "Equivalent"),
                    "status",
                    Map.of("ready", true))))
        .isEmpty();
  }

  @Test
  void whatIsFalseOrEmptyMayBeLeftOut() {
    assertThat(
            differences(
                "spec: {prune: false, digest: \"\", repositories: [], template: {metadata: {}}}",
                Map.of("spec", Map.of())))
        .isEmpty();
  }

  @Test
  void anotherValueIsToldWithBoth() {
    assertThat(
            differences(
                "spec: {limits: {cpu: \"64\"}}",
                Map.of("spec", Map.of("limits", Map.of("cpu", "128")))))
        .containsExactly("has spec.limits.cpu '128', the tree says '64'");
  }

  @Test
  void aListOfAnotherLengthIsToldWhole() {
    assertThat(
            differences(
                "spec: {validationActions: [Deny]}",
                Map.of("spec", Map.of("validationActions", List.of("Deny", "Audit")))))
        .containsExactly("has spec.validationActions ['Deny', 'Audit'], the tree says ['Deny']");
  }

  @Test
  void anEntryOfAListIsToldByItsPlace() {
    assertThat(
            differences(
                "spec: {budgets: [{nodes: \"1\"}, {nodes: \"25%\"}]}",
                Map.of(
                    "spec",
                    Map.of("budgets", List.of(Map.of("nodes", "1"), Map.of("nodes", "100%"))))))
        .containsExactly("has spec.budgets[1].nodes '100%', the tree says '25%'");
  }

  @Test
  void whatIsMissingIsTold() {
    assertThat(differences("spec: {limits: {cpu: \"64\"}}", Map.of("spec", Map.of())))
        .containsExactly("lacks spec.limits, the tree says {cpu: '64'}");
  }

  @Test
  void textIsNoNumber() {
    assertThat(differences("spec: {minValues: 15}", Map.of("spec", Map.of("minValues", "15"))))
        .containsExactly("has spec.minValues '15', the tree says 15");
  }

  @Test
  void ofTheMetadataOnlyLabelsAndAnnotationsThatTheTreeSets() {
    assertThat(
            differences(
                "metadata: {name: one, namespace: wanted, labels: {a: b}, annotations: {k8s.io/c: d}}",
                Map.of(
                    "metadata",
                    Map.of("name", "one", "labels", Map.of("a", "b", "z", "y"), "uid", "1"))))
        .containsExactly("lacks metadata.annotations, the tree says {k8s.io/c: 'd'}");
  }

  private static List<String> differences(String wanted, Map<String, Object> live) {
    return FieldComparison.of(YamlTree.parse("wanted.yaml", wanted).onlyMapping(), live).stream()
        .map(Difference::sentence)
        .toList();
  }
}
