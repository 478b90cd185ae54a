package platform.local.operations;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The kinds that operations read and have no classes for. */
final class Kinds {
  static final ResourceDefinitionContext NODE_POOL =
      kind("karpenter.sh", "v1", "NodePool", "nodepools", false);
  static final ResourceDefinitionContext NODE_CLAIM =
      kind("karpenter.sh", "v1", "NodeClaim", "nodeclaims", false);
  static final ResourceDefinitionContext NODE_CLASS =
      kind("karpenter.k8s.aws", "v1", "EC2NodeClass", "ec2nodeclasses", false);
  static final ResourceDefinitionContext PROJECT =
      kind("argoproj.io", "v1alpha1", "AppProject", "appprojects", true);
  static final ResourceDefinitionContext POLICY =
      kind(
          "admissionregistration.k8s.io",
          "v1",
          "ValidatingAdmissionPolicy",
          "validatingadmissionpolicies",
          false);
  static final ResourceDefinitionContext BINDING =
      kind(
          "admissionregistration.k8s.io",
          "v1",
          "ValidatingAdmissionPolicyBinding",
          "validatingadmissionpolicybindings",
          false);
  static final ResourceDefinitionContext CONFIG_MAP =
      kind("", "v1", "ConfigMap", "configmaps", true);
  static final ResourceDefinitionContext NAMESPACE =
      kind("", "v1", "Namespace", "namespaces", false);
  static final ResourceDefinitionContext EVENT = kind("", "v1", "Event", "events", true);

  private Kinds() {}

  private static ResourceDefinitionContext kind(
      String group, String version, String kind, String plural, boolean namespaced) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(namespaced)
        .build();
  }
}
