package platform.local.controlplane;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the contract puts into a control plane. */
final class ContractObjects {
  /** The kind that the contract defines. */
  static final ResourceDefinitionContext LIMITS =
      new ResourceDefinitionContext.Builder()
          .withGroup("contract.example.org")
          .withVersion("v1")
          .withKind("Limit")
          .withPlural("limits")
          .withNamespaced(true)
          .build();

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private ContractObjects() {}

  /** As a kubelet would; the time is what the node lifecycle controller looks at. */
  static void setReady(KubernetesClient client, String node) {
    client
        .nodes()
        .withName(node)
        .subresource("status")
        .patch(
            MERGE,
            """
            {"status": {
              "allocatable": {"cpu": "2", "memory": "2Gi", "pods": "10"},
              "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady",
                "lastHeartbeatTime": "NOW", "lastTransitionTime": "NOW"}]}}
            """
                .replace("NOW", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
  }

  static Pod pod(String namespace, String name, Map<String, String> nodeSelector) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withNodeSelector(nodeSelector)
        .addNewContainer()
        .withName("main")
        .withImage("none.invalid/none:1")
        .endContainer()
        .endSpec()
        .build();
  }

  static ConfigMap configMap(String namespace, String name, int keys) {
    var data = new TreeMap<String, String>();
    for (int key = 0; key < keys; key++) {
      data.put("key" + key, "value");
    }
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withData(data)
        .build();
  }

  /** One of {@link #LIMITS}, whose rule in CEL wants low below high. */
  static GenericKubernetesResource limit(String namespace, int low, int high) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion("contract.example.org/v1")
        .withKind("Limit")
        .withNewMetadata()
        .withName("limit")
        .withNamespace(namespace)
        .endMetadata()
        .addToAdditionalProperties("spec", Map.of("low", low, "high", high))
        .build();
  }

  /** The objects of a file among the resources, with what stands for {@code ${KEY}}. */
  static List<HasMetadata> load(
      KubernetesClient client, String resource, Map<String, String> values) {
    try (var stream = ContractObjects.class.getResourceAsStream("/" + resource)) {
      var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace("${" + value.getKey() + "}", value.getValue());
      }
      return client.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).items();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
