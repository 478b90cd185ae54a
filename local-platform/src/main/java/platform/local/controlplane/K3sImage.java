package platform.local.controlplane;

import java.util.Optional;

/**
 * The image that k3s runs from.
 *
 * @param name as people name it, before Testcontainers substitutes it
 * @param standInSince why another image stands in for k3s; empty where it is k3s itself
 */
record K3sImage(String name, Optional<String> standInSince) {
  /** Of the lab's own Kubernetes version; a test compares it with the toolchain's pins. */
  static final String PINNED = "rancher/k3s:v1.36.1-k3s1";

  static K3sImage real() {
    return new K3sImage(PINNED, Optional.empty());
  }

  static K3sImage standIn(String since) {
    // With a registry in its name, so that no prefix of a mirror is put before it.
    return new K3sImage("localhost/gitops-karpenter-platform/k3s-stand-in", Optional.of(since));
  }

  boolean isStandIn() {
    return standInSince.isPresent();
  }

  String kind() {
    return isStandIn() ? "k3s stand-in" : "k3s";
  }
}
