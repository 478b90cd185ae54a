package platform.local.programs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kwok's stages leave to {@link PodPrograms} exactly the pods that it looks after. */
class KwokStagesTest {
  private static final String RESOURCE = "/platform/local/machines/stages.yaml";

  /** All by which a pod can name a ConfigMap or a Secret that a kubelet then has to find. */
  private static final Set<String> REFERENCES =
      Set.of("configMapKeyRef", "secretKeyRef", "configMapRef", "secretRef", "configMap", "secret");

  @Test
  void everyDocumentIsAStageWithANameOfItsOwn() throws IOException {
    assertThat(stages())
        .allSatisfy(
            stage -> {
              assertThat(stage.at("/apiVersion").asText()).isEqualTo("kwok.x-k8s.io/v1alpha1");
              assertThat(stage.at("/kind").asText()).isEqualTo("Stage");
              assertThat(stage.at("/spec/selector/matchExpressions")).isNotEmpty();
            })
        .extracting(stage -> stage.at("/metadata/name").asText())
        .containsExactly(
            "pod-running", "job-pod-complete", "pod-terminate", "pod-delete", "node-heartbeat");
  }

  @Test
  void everyTextInATemplateIsQuotedSinceOneThatReadsAsANumberIsDropped() throws IOException {
    var unquoted = new ArrayList<String>();
    for (JsonNode stage : stages()) {
      stage
          .at("/spec/next/statusTemplate")
          .asText()
          .lines()
          .filter(line -> line.matches("\\s*(- )?[A-Za-z]+: .*"))
          .filter(line -> !line.matches(".*: (\"[^\"]*\"|true|false|\\d+|\\{\\{.*\\| Quote }})"))
          .forEach(unquoted::add);
    }

    assertThat(unquoted).containsOnly("  restartCount: {{ .restartCount }}");
  }

  @Test
  void theStageNamesTheSameReferencesAsTheLab() throws IOException {
    var named = new TreeSet<String>();
    for (JsonNode expression : stages().get(0).at("/spec/selector/matchExpressions")) {
      Pattern.compile("\\.(\\w*(?:[cC]onfigMap|[sS]ecret)\\w*)")
          .matcher(expression.get("key").asText())
          .results()
          .forEach(match -> named.add(match.group(1)));
    }
    // The field by which a volume names its Secret.
    named.remove("secretName");

    assertThat(named).containsExactlyInAnyOrderElementsOf(REFERENCES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{containers: [{env: [{name: A, valueFrom: {configMapKeyRef: {name: x, key: k OPTIONAL}}}]}]}",
        "{containers: [{env: [{name: A, valueFrom: {secretKeyRef: {name: x, key: k OPTIONAL}}}]}]}",
        "{containers: [{envFrom: [{configMapRef: {name: x OPTIONAL}}]}]}",
        "{containers: [{envFrom: [{secretRef: {name: x OPTIONAL}}]}]}",
        "{containers: [{}], volumes: [{configMap: {name: x OPTIONAL}}]}",
        "{containers: [{}], volumes: [{secret: {secretName: x OPTIONAL}}]}",
        "{containers: [{}], initContainers: [{envFrom: [{secretRef: {name: x OPTIONAL}}]}]}",
        "{containers: [{}], volumes: [{projected: {sources: [{configMap: {name: x OPTIONAL}}]}}]}",
        "{containers: [{}], volumes: [{projected: {sources: [{secret: {name: x OPTIONAL}}]}}]}",
        "{containers: [{}], volumes: [{projected: {sources: [{clusterTrustBundle: {name: x, path: p OPTIONAL}}]}}]}"
      })
  void aPodThatNamesOneIsTheLabsUnlessItMayBeMissing(String spec) {
    assertThat(PodConfiguration.needsConfiguration(pod(spec.replace(" OPTIONAL", "")))).isTrue();
    assertThat(
            PodConfiguration.needsConfiguration(
                pod(spec.replace(" OPTIONAL", ", optional: false"))))
        .isTrue();
    assertThat(
            PodConfiguration.needsConfiguration(pod(spec.replace(" OPTIONAL", ", optional: true"))))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{containers: [{env: [{name: A, value: x}]}]}",
        "{containers: [{env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]}",
        "{containers: [{env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]}]}",
        "{containers: [{}], volumes: [{emptyDir: {}}]}",
        "{containers: [{}], volumes: [{downwardAPI: {items: []}}]}",
        // Every pod has one, for its ServiceAccount's token.
        "{containers: [{}], volumes: [{projected: {sources: [{serviceAccountToken: {path: token}}, {configMap: {name: kube-root-ca.crt}}]}}]}"
      })
  void everyOtherPodIsKwoks(String spec) {
    assertThat(PodConfiguration.needsConfiguration(pod(spec))).isFalse();
  }

  private static Pod pod(String spec) {
    return Serialization.unmarshal("spec: " + spec, Pod.class);
  }

  private static List<JsonNode> stages() throws IOException {
    try (InputStream resource = KwokStagesTest.class.getResourceAsStream(RESOURCE)) {
      String text =
          new String(resource.readAllBytes(), StandardCharsets.UTF_8)
              .replace("@PROGRAM_IMAGES@", "");
      try (MappingIterator<JsonNode> documents =
          new ObjectMapper(new YAMLFactory()).readerFor(JsonNode.class).readValues(text)) {
        return documents.readAll();
      }
    }
  }
}
