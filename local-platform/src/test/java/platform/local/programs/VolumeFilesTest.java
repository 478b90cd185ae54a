package platform.local.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import platform.local.programs.PodConfiguration.ConfigurationException;

class VolumeFilesTest {
  private static final byte[] NO_TEXT = {(byte) 0xff, (byte) 0xfe, 0};

  private static final PodConfiguration.Source SOURCE =
      new PodConfiguration.Source() {
        @Override
        public Optional<ConfigMap> configMap(String name) {
          return name.equals("settings")
              ? Optional.of(
                  new ConfigMapBuilder()
                      .addToData(Map.of("log.level", "debug", "REGION", "us-east-1"))
                      .addToBinaryData("keystore", base64(NO_TEXT))
                      .build())
              : Optional.empty();
        }

        @Override
        public Optional<Secret> secret(String name) {
          return name.equals("login")
              ? Optional.of(
                  new SecretBuilder()
                      .addToData("password", base64("grüße".getBytes(StandardCharsets.UTF_8)))
                      .addToData("key", base64(NO_TEXT))
                      .build())
              : Optional.empty();
        }

        @Override
        public Map<String, Quantity> allocatable() {
          return Map.of("memory", new Quantity("1437Mi"));
        }

        @Override
        public String token() {
          return "a.b.c";
        }
      };

  @Test
  void aConfigMapHasAllItsKeysThoseThatAreNoTextIncluded() throws ConfigurationException {
    SortedMap<String, byte[]> files = files("configMap: {name: settings}");

    assertThat(files).containsOnlyKeys("REGION", "keystore", "log.level");
    assertThat(files.get("REGION")).asString().isEqualTo("us-east-1");
    assertThat(files.get("keystore")).isEqualTo(NO_TEXT);
  }

  @Test
  void aSecretHasItsBytes() throws ConfigurationException {
    SortedMap<String, byte[]> files = files("secret: {secretName: login}");

    assertThat(files).containsOnlyKeys("key", "password");
    assertThat(files.get("key")).isEqualTo(NO_TEXT);
    assertThat(new String(files.get("password"), StandardCharsets.UTF_8)).isEqualTo("grüße");
  }

  @Test
  void itemsHaveTheirPaths() throws ConfigurationException {
    assertThat(
            texts("configMap: {name: settings, items: [{key: log.level, path: conf/level.txt}]}"))
        .containsExactly(entry("conf/level.txt", "debug"));
    assertThat(files("configMap: {name: settings, items: [{key: keystore, path: store}]}"))
        .containsExactly(entry("store", NO_TEXT));
    assertThat(texts("secret: {secretName: login, items: [{key: password, path: pw}]}"))
        .containsExactly(entry("pw", "grüße"));
  }

  @Test
  void aProjectedVolumeHasWhatAllItsSourcesHaveAndTheLastOfAPathWins()
      throws ConfigurationException {
    assertThat(
            texts(
                """
                projected:
                  sources:
                  - {configMap: {name: settings, items: [{key: REGION, path: region}, {key: log.level, path: x}]}}
                  - {secret: {name: login, items: [{key: password, path: x}]}}
                  - {secret: {name: none, optional: true}}
                  - {configMap: {name: none, optional: true}}
                  - downwardAPI:
                      items: [{path: namespace, fieldRef: {fieldPath: metadata.namespace}}]
                """))
        .containsExactly(
            entry("namespace", "karpenter"), entry("region", "us-east-1"), entry("x", "grüße"));
  }

  /** As admission adds it to every pod, without the ConfigMap. */
  @Test
  void theTokenOfThePodsServiceAccountIsProjected() throws ConfigurationException {
    assertThat(
            texts(
                "projected: {sources: [{serviceAccountToken: {expirationSeconds: 3607, path: token}}]}"))
        .containsExactly(entry("token", "a.b.c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "path: token",
        "path: token, expirationSeconds: 600",
        "path: token, expirationSeconds: 3607, audience: sts.amazonaws.com"
      })
  void aTokenThatWouldHaveToBeRenewedIsRefused(String token) {
    assertThatThrownBy(
            () -> files("projected: {sources: [{serviceAccountToken: {" + token + "}}]}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "MountVolume.SetUp failed for volume \"v\" : the lab renews no tokens: it projects"
                + " those of 3607 s without an audience only, which the API server extends");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fieldRef: {fieldPath: metadata.name} | karpenter-1
          fieldRef: {fieldPath: metadata.uid} | u-1
          fieldRef: {fieldPath: "metadata.labels['app.kubernetes.io/name']"} | karpenter
          fieldRef: {fieldPath: "metadata.annotations['note']"} | a "b" \\c
          fieldRef: {fieldPath: "metadata.annotations['none']"} | ''
          fieldRef: {fieldPath: metadata.labels} | app.kubernetes.io/name="karpenter"+tier="1"
          fieldRef: {fieldPath: metadata.annotations} | note="a \\"b\\" \\\\c"
          resourceFieldRef: {containerName: controller, resource: requests.cpu, divisor: 1m} | 100
          resourceFieldRef: {containerName: other, resource: limits.memory, divisor: 1Mi} | 64
          resourceFieldRef: {containerName: controller, resource: limits.memory, divisor: 1Mi} | 1437
          """)
  void aFileTellsThePodOfItself(String from, String content) throws ConfigurationException {
    assertThat(texts("downwardAPI: {items: [{path: it, " + from + "}]}"))
        .containsExactly(entry("it", content.replace("+", "\n")));
  }

  @Test
  void theLimitOfThePodComesBeforeThatOfTheNode() throws ConfigurationException {
    String volume =
        "downwardAPI: {items: [{path: it, resourceFieldRef: {containerName: controller, resource: limits.memory}}]}";
    Pod pod = pod(volume, "resources: {limits: {memory: 1Ki}}");

    assertThat(new VolumeFiles(pod, SOURCE).of(pod.getSpec().getVolumes().get(0)).get("it"))
        .asString()
        .isEqualTo("1024");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "emptyDir: {}",
        "configMap: {name: none, optional: true}",
        "configMap: {name: none, optional: true, items: [{key: x, path: x}]}",
        "configMap: {name: settings, optional: true, items: [{key: x, path: x}]}",
        "secret: {secretName: none, optional: true}",
        "secret: {secretName: login, optional: true, items: [{key: x, path: x}]}",
        "projected: {sources: []}"
      })
  void aVolumeMayStartEmpty(String volume) throws ConfigurationException {
    assertThat(files(volume)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          configMap: {name: none} | configmap "none" not found
          secret: {secretName: none} | secret "none" not found
          configMap: {name: settings, items: [{key: x, path: x}]} | configmap references non-existent config key: x
          secret: {secretName: login, items: [{key: x, path: x}]} | references non-existent secret key: x
          projected: {sources: [{configMap: {name: none}}]} | configmap "none" not found
          projected: {sources: [{secret: {name: none}}]} | secret "none" not found
          projected: {sources: [{secret: {name: login, items: [{key: x, path: x}]}}]} | references non-existent secret key: x
          projected: {sources: [{clusterTrustBundle: {name: x, path: x}}]} | the lab projects configMap, downwardAPI, secret and serviceAccountToken only
          downwardAPI: {items: [{path: x, fieldRef: {fieldPath: spec.nodeName}}]} | unsupported fieldPath: spec.nodeName
          downwardAPI: {items: [{path: x, resourceFieldRef: {containerName: none, resource: limits.cpu}}]} | container none not found
          """)
  void aVolumeThatCannotBeFilledIsNamedInTheKubeletsSentence(String volume, String sentence) {
    assertThatThrownBy(() -> files(volume))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("MountVolume.SetUp failed for volume \"v\" : " + sentence);
  }

  private static SortedMap<String, String> texts(String volume) throws ConfigurationException {
    var texts = new TreeMap<String, String>();
    files(volume)
        .forEach((path, content) -> texts.put(path, new String(content, StandardCharsets.UTF_8)));
    return texts;
  }

  private static SortedMap<String, byte[]> files(String volume) throws ConfigurationException {
    Pod pod = pod(volume, "");
    return new VolumeFiles(pod, SOURCE).of(pod.getSpec().getVolumes().get(0));
  }

  private static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }

  private static Pod pod(String volume, String more) {
    String text =
        """
        metadata:
          name: karpenter-1
          namespace: karpenter
          uid: u-1
          labels: {tier: "1", app.kubernetes.io/name: karpenter}
          annotations: {note: 'a "b" \\c'}
        spec:
          nodeName: ip-10-0-0-1
          containers:
          - {name: controller, resources: {requests: {cpu: 100m}}}
          - {name: other, resources: {limits: {memory: 64Mi}}}
          %s
          volumes:
          - name: v
        %s
        """
            .formatted(more, volume.indent(4));
    return Serialization.unmarshal(text, Pod.class);
  }
}
