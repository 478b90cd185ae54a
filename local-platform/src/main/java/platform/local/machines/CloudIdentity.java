package platform.local.machines;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/**
 * Who the cloud is to the API server: admission lets only a few delete Nodes, administrators not
 * among them.
 */
final class CloudIdentity {
  /** By this name EKS's own controller appears in audit logs. */
  private static final String USER = "eks:cloud-controller-manager";

  private CloudIdentity() {}

  /**
   * A client of its own, to be closed by whoever asked. It keeps an administrator's rights: what
   * EKS's role holds is not published.
   */
  static KubernetesClient of(KubernetesClient administrator) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(administrator.getConfiguration())
                // Else the credentials of the user's current context would be mixed in.
                .withAutoConfigure(false)
                .withImpersonateUsername(USER)
                .withImpersonateGroups("system:masters")
                .build())
        .build();
  }
}
