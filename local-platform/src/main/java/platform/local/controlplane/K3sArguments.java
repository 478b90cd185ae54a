package platform.local.controlplane;

import java.util.List;

/** How k3s is told to be what the embedded control plane is, and no more. */
final class K3sArguments {
  private K3sArguments() {}

  static final List<String> ALL =
      List.of(
          "server",
          "--disable-agent",
          "--disable=coredns,servicelb,traefik,local-storage,metrics-server,runtimes",
          "--disable-cloud-controller",
          "--disable-helm-controller",
          "--disable-kube-proxy",
          "--disable-network-policy",
          "--flannel-backend=none",
          // Without agents there is no tunnel to send the API server's own calls through.
          "--egress-selector-mode=disabled",
          "--service-cidr=" + ControlPlane.SERVICE_CIDR,
          // The tokens' issuer and audience, and what strangers get, as upstream and EKS have it.
          "--kube-apiserver-arg=service-account-issuer=https://kubernetes.default.svc",
          "--kube-apiserver-arg=api-audiences=https://kubernetes.default.svc,k3s",
          "--kube-apiserver-arg=anonymous-auth=true",
          // Nothing listens at the address of the Service 'kubernetes'.
          "--kube-apiserver-arg=endpoint-reconciler-type=none",
          // Nodes get their addresses from the simulated account.
          "--kube-controller-manager-arg=allocate-node-cidrs=false");
}
