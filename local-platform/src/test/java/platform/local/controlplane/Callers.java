package platform.local.controlplane;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Who may call a control plane under test: its administrator, accounts by their tokens, strangers.
 *
 * @param admin the administrator's client
 */
record Callers(ControlPlane plane, KubernetesClient admin) {

  /** A token of a ServiceAccount, for ten minutes at most, bound to pods if there are any. */
  String token(String inNamespace, String account, List<Pod> boundTo) {
    var request = new TokenRequestBuilder().withNewSpec().withExpirationSeconds(600L).endSpec();
    boundTo.forEach(
        pod ->
            request
                .editSpec()
                .withNewBoundObjectRef(
                    "v1", "Pod", pod.getMetadata().getName(), pod.getMetadata().getUid())
                .endSpec());
    TokenRequest answer =
        admin
            .serviceAccounts()
            .inNamespace(inNamespace)
            .withName(account)
            .tokenRequest(request.build());
    return answer.getStatus().getToken();
  }

  KubernetesClient asServiceAccount(String token) {
    return client(config -> config.withOauthToken(token));
  }

  /** What listing the namespaces is answered with. */
  int codeOfListing(UnaryOperator<ConfigBuilder> identity) {
    try (var stranger = client(identity)) {
      return codeOf(() -> stranger.namespaces().list());
    }
  }

  /** The HTTP status that a call ends with; 200 if it is answered. */
  static int codeOf(Runnable call) {
    try {
      call.run();
      return 200;
    } catch (KubernetesClientException e) {
      return e.getCode();
    }
  }

  /** A client that knows where, and by itself nobody. */
  KubernetesClient client(UnaryOperator<ConfigBuilder> identity) {
    var config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(plane.endpoint().toString())
            .withCaCertData(base64(plane.certificateAuthority()))
            .withRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(identity.apply(config).build()).build();
  }

  /** The identity of the administrator. */
  ConfigBuilder asAdmin(ConfigBuilder config) {
    Config admin = this.admin.getConfiguration();
    return config
        .withClientCertData(admin.getClientCertData())
        .withClientKeyData(admin.getClientKeyData())
        .withClientKeyAlgo(admin.getClientKeyAlgo());
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
