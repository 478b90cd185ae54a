package platform.local.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.local.programs.PodConfiguration.ConfigurationException;

class PodConfigurationTest {
  private static final PodConfiguration.Source SOURCE =
      new PodConfiguration.Source() {
        @Override
        public Optional<ConfigMap> configMap(String name) {
          return name.equals("settings")
              ? Optional.of(
                  new ConfigMapBuilder()
                      .addToData(Map.of("log.level", "debug", "REGION", "us-east-1"))
                      .build())
              : Optional.empty();
        }

        @Override
        public Optional<Secret> secret(String name) {
          return name.equals("login")
              ? Optional.of(
                  new SecretBuilder()
                      .addToData(
                          "password",
                          Base64.getEncoder()
                              .encodeToString("grüße".getBytes(StandardCharsets.UTF_8)))
                      .build())
              : Optional.empty();
        }

        @Override
        public Map<String, Quantity> allocatable() {
          return Map.of("cpu", new Quantity("1930m"), "memory", new Quantity("1437Mi"));
        }

        @Override
        public String token() {
          return "unused";
        }
      };

  @Test
  void aPlainVariableIsTakenAndOneWithoutValueIsEmpty() throws ConfigurationException {
    assertThat(
            environment(
                """
                env: [{name: A, value: one}, {name: B}]
                """))
        .containsExactly(entry("A", "one"), entry("B", ""));
  }

  @Test
  void aVariableComesFromAKeyOfAConfigMapOrSecret() throws ConfigurationException {
    assertThat(
            environment(
                """
                env:
                - name: LEVEL
                  valueFrom: {configMapKeyRef: {name: settings, key: log.level}}
                - name: PASSWORD
                  valueFrom: {secretKeyRef: {name: login, key: password}}
                """))
        .containsExactly(entry("LEVEL", "debug"), entry("PASSWORD", "grüße"));
  }

  @Test
  void allKeysComeWithTheirPrefixAndAVariableOfTheSameNameWins() throws ConfigurationException {
    assertThat(
            environment(
                """
                envFrom:
                - {prefix: MY_, configMapRef: {name: settings}}
                - {secretRef: {name: login}}
                env: [{name: MY_REGION, value: eu-west-1}]
                """))
        .containsExactly(
            entry("MY_REGION", "eu-west-1"),
            entry("MY_log.level", "debug"),
            entry("password", "grüße"));
  }

  @Test
  void whatIsOptionalMayBeMissing() throws ConfigurationException {
    assertThat(
            environment(
                """
                envFrom:
                - {configMapRef: {name: none, optional: true}}
                - {secretRef: {name: none, optional: true}}
                env:
                - name: A
                  valueFrom: {configMapKeyRef: {name: none, key: x, optional: true}}
                - name: B
                  valueFrom: {configMapKeyRef: {name: settings, key: none, optional: true}}
                - name: C
                  valueFrom: {secretKeyRef: {name: none, key: x, optional: true}}
                - name: D
                  valueFrom: {secretKeyRef: {name: login, key: none, optional: true}}
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          envFrom: [{configMapRef: {name: none}}] | configmap "none" not found
          envFrom: [{secretRef: {name: none}}] | secret "none" not found
          env: [{name: A, valueFrom: {configMapKeyRef: {name: none, key: x}}}] | configmap "none" not found
          env: [{name: A, valueFrom: {secretKeyRef: {name: none, key: x}}}] | secret "none" not found
          env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: x}}}] | couldn't find key x in ConfigMap karpenter/settings
          env: [{name: A, valueFrom: {secretKeyRef: {name: login, key: x}}}] | couldn't find key x in Secret karpenter/login
          """)
  void whatIsMissingIsNamedInTheKubeletsSentence(String container, String sentence) {
    // CSV reads an apostrophe as a quote only at a field's start, so the sentence stays as it is.
    assertThatThrownBy(() -> environment(container))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(sentence);
  }

  @Test
  void aVariableComesFromAFieldOfThePod() throws ConfigurationException {
    assertThat(
            environment(
                """
                env:
                - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                - {name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
                - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                - {name: SERVICE_ACCOUNT, valueFrom: {fieldRef: {fieldPath: spec.serviceAccountName}}}
                - {name: UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}
                """))
        .containsExactly(
            entry("IP", "127.0.0.1"),
            entry("NAME", "karpenter-1"),
            entry("NAMESPACE", "karpenter"),
            entry("NODE", "ip-10-0-0-1"),
            entry("SERVICE_ACCOUNT", "karpenter"),
            entry("UID", "u-1"));
  }

  @ParameterizedTest
  @CsvSource({
    "limits.memory, 0, 671088640",
    "limits.memory, 1Mi, 640",
    "limits.memory, 1Gi, 1",
    "requests.cpu, 1m, 100",
    "requests.cpu, 1, 1",
    "limits.ephemeral-storage, 1, 0",
    // Not set: all that the node has.
    "limits.cpu, 1, 2",
    "limits.cpu, 1m, 1930",
    "requests.ephemeral-storage, 1, 0"
  })
  void aVariableComesFromAResourceInUnitsOfItsDivisorRoundedUp(
      String resource, String divisor, String value) throws ConfigurationException {
    assertThat(
            environment(
                """
                resources:
                  requests: {cpu: 100m, memory: 320Mi}
                  limits: {memory: 640Mi}
                env:
                - name: A
                  valueFrom: {resourceFieldRef: {resource: %s, divisor: "%s"}}
                """
                    .formatted(resource, divisor)))
        .containsExactly(entry("A", value));
  }

  @Test
  void aVariableMayReferToThoseBeforeItOnly() throws ConfigurationException {
    assertThat(
            environment(
                """
                envFrom: [{configMapRef: {name: settings}}]
                env:
                - {name: EARLY, value: "$(LATE)"}
                - {name: LATE, value: "in $(REGION)"}
                - {name: QUEUE, value: "$(LATE)-queue"}
                """))
        .contains(
            entry("EARLY", "$(LATE)"),
            entry("LATE", "in us-east-1"),
            entry("QUEUE", "in us-east-1-queue"));
  }

  @ParameterizedTest
  @CsvSource({
    "$(A), one",
    "--x=$(A)/$(B.c-d), --x=one/two",
    "$(NONE), $(NONE)",
    "$$(A), $(A)",
    "$$$(A), $one",
    "$$$$(A), $$(A)",
    "$A, $A",
    "a$$b, a$b",
    "$(A, $(A",
    "cost$, cost$"
  })
  void referencesAreExpandedAsKubernetesDoes(String text, String expanded) {
    assertThat(PodConfiguration.expand(text, Map.of("A", "one", "B.c-d", "two")))
        .isEqualTo(expanded);
  }

  @Test
  void aValueIsNeverExpandedAgain() {
    assertThat(PodConfiguration.expand("$(A)", Map.of("A", "$(B) \\1 $0", "B", "no")))
        .isEqualTo("$(B) \\1 $0");
  }

  @Test
  void commandAndArgumentsAreExpanded() {
    Pod pod =
        pod(
            """
            command: [run, "--region=$(REGION)"]
            args: ["$$(REGION)", "$(REGION)"]
            """,
            "");

    assertThat(
            new PodConfiguration(pod, SOURCE)
                .commandLine(container(pod), Map.of("REGION", "us-east-1")))
        .isEqualTo(List.of("run", "--region=us-east-1", "$(REGION)", "us-east-1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {fieldRef: {fieldPath: status.phase}} | unsupported fieldPath: status.phase
          {resourceFieldRef: {resource: limits.example.com/gpu}} | unsupported container resource : limits.example.com/gpu
          {resourceFieldRef: {containerName: none, resource: limits.cpu}} | container none not found
          {fileKeyRef: {volumeName: v, path: p, key: k}} | the lab takes variables from configMapKeyRef, fieldRef, resourceFieldRef and secretKeyRef only
          """)
  void aSourceThatTheLabDoesNotKnowIsNotTakenForEmpty(String from, String sentence) {
    assertThatThrownBy(() -> environment("env: [{name: A, valueFrom: " + from + "}]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(sentence);
  }

  @Test
  void theCheckLooksAtInitContainersAndContainers() throws ConfigurationException {
    String missing = "envFrom: [{secretRef: {name: none}}]";
    new PodConfiguration(pod("env: []", ""), SOURCE).check();

    assertThatThrownBy(() -> new PodConfiguration(pod(missing, ""), SOURCE).check())
        .hasMessage("secret \"none\" not found");
    assertThatThrownBy(
            () ->
                new PodConfiguration(
                        pod(
                            "env: []",
                            "initContainers: [{name: i, envFrom: [{secretRef: {name: none}}]}]"),
                        SOURCE)
                    .check())
        .hasMessage("secret \"none\" not found");
  }

  private static SortedMap<String, String> environment(String container)
      throws ConfigurationException {
    Pod pod = pod(container, "");
    return new PodConfiguration(pod, SOURCE).environment(container(pod));
  }

  private static Container container(Pod pod) {
    return pod.getSpec().getContainers().get(0);
  }

  private static Pod pod(String container, String more) {
    String text =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: karpenter-1, namespace: karpenter, uid: u-1}
        spec:
          nodeName: ip-10-0-0-1
          serviceAccountName: karpenter
          containers:
          - name: controller
        %s
          %s
        """
            .formatted(container.indent(4), more);
    return Serialization.unmarshal(text, Pod.class);
  }
}
