package platform.model.audit;

import java.util.Arrays;
import java.util.Optional;
import platform.model.findings.Severity;
import platform.model.manifests.Manifest;

/** The kinds of objects that an audit compares: capacity, policies, and what brings both. */
public enum AuditedKind {
  NODE_POOL("karpenter.sh", "NodePool", "scheduling and machines follow it"),
  NODE_CLASS("karpenter.k8s.aws", "EC2NodeClass", "machines are made from it"),
  POLICY("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", "it may refuse anything"),
  BINDING(
      "admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding", "it puts one in force"),
  PARAMETERS("", "ConfigMap", "policies compare with it"),
  PROJECT("argoproj.io", "AppProject", "it says who may apply what"),
  APPLICATION("argoproj.io", "Application", "it applies objects"),
  APPLICATION_SET("argoproj.io", "ApplicationSet", "it makes Applications");

  private final String group;
  private final String kind;
  private final String power;

  AuditedKind(String group, String kind, String power) {
    this.group = group;
    this.kind = kind;
    this.power = power;
  }

  /** The kind as Kubernetes writes it. */
  public String kind() {
    return kind;
  }

  /** Why one that no file declares matters. */
  String power() {
    return power;
  }

  static Optional<AuditedKind> of(Manifest manifest) {
    String apiVersion = manifest.apiVersion();
    String group = apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/')));
    return Arrays.stream(values())
        .filter(each -> each.kind.equals(manifest.kind()) && each.group.equals(group))
        .findFirst();
  }

  /** Whether another rule tells of a missing one, and says more. */
  boolean hasARuleForItsAbsence() {
    return this == NODE_POOL || this == NODE_CLASS || this == APPLICATION;
  }

  /**
   * How bad one is that no file declares; empty where another rule tells of it. Policies of others
   * only refuse more, and others may use Argo CD: a look, no more.
   */
  Optional<Severity> severityOfAnUnknownOne() {
    return switch (this) {
      case NODE_POOL, NODE_CLASS -> Optional.of(Severity.ERROR);
      case POLICY, BINDING, PROJECT, APPLICATION_SET -> Optional.of(Severity.WARNING);
      case APPLICATION, PARAMETERS -> Optional.empty();
    };
  }

  /** Whether nobody but who applies it has a reason to write its wanted state. */
  boolean isWrittenByItsApplierOnly() {
    return switch (this) {
      case NODE_POOL, NODE_CLASS, POLICY, BINDING, PARAMETERS -> true;
      // Argo CD writes these back whole, with its own idea of what is absent.
      case PROJECT, APPLICATION, APPLICATION_SET -> false;
    };
  }
}
