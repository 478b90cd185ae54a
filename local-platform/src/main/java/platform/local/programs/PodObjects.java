package platform.local.programs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;

/** What a kubelet reads for a pod, as the API server has it now. */
record PodObjects(KubernetesClient client, Pod pod) implements PodConfiguration.Source {
  @Override
  public Optional<ConfigMap> configMap(String name) {
    return Optional.ofNullable(client.configMaps().inNamespace(namespace()).withName(name).get());
  }

  @Override
  public Optional<Secret> secret(String name) {
    return Optional.ofNullable(client.secrets().inNamespace(namespace()).withName(name).get());
  }

  @Override
  public Map<String, Quantity> allocatable() {
    Node node = client.nodes().withName(pod.getSpec().getNodeName()).get();
    return node == null || node.getStatus().getAllocatable() == null
        ? Map.of()
        : node.getStatus().getAllocatable();
  }

  @Override
  public String token() {
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(PodConfiguration.TOKEN_LIFETIME.toSeconds())
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec()
            .build();
    return client
        .serviceAccounts()
        .inNamespace(namespace())
        .withName(pod.getSpec().getServiceAccountName())
        .tokenRequest(request)
        .getStatus()
        .getToken();
  }

  private String namespace() {
    return pod.getMetadata().getNamespace();
  }
}
