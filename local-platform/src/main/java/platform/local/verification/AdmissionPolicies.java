package platform.local.verification;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ExpressionWarning;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import platform.model.findings.Finding;

/**
 * Whether the API server understands every admission policy, and every one is bound: one that is
 * wrong refuses everything or, without a binding, nothing.
 */
final class AdmissionPolicies {
  private static final String RULE = "admission-policies-are-sound-and-bound";

  private AdmissionPolicies() {}

  static List<Finding> check(KubernetesClient client) {
    var api = client.admissionRegistration().v1();
    Set<String> bound =
        api.validatingAdmissionPolicyBindings().list().getItems().stream()
            .map(binding -> binding.getSpec().getPolicyName())
            .collect(Collectors.toSet());
    return findings(api.validatingAdmissionPolicies().list().getItems(), bound);
  }

  static List<Finding> findings(List<ValidatingAdmissionPolicy> policies, Set<String> bound) {
    var findings = new ArrayList<Finding>();
    for (ValidatingAdmissionPolicy policy : policies) {
      String name = policy.getMetadata().getName();
      if (!isJudged(policy)) {
        findings.add(
            finding(
                "admission policy '%s' has not been looked at by the API server yet"
                    .formatted(name),
                "give it more time (--timeout), or look at the log of kube-controller-manager"));
      }
      for (ExpressionWarning warning : warnings(policy)) {
        findings.add(
            finding(
                "admission policy '%s' can't be evaluated at %s: %s"
                    .formatted(name, warning.getFieldRef(), warning.getWarning().strip()),
                "correct the expression in the policy's file: until then it refuses all that it matches"));
      }
      if (!bound.contains(name)) {
        findings.add(
            finding(
                "admission policy '%s' is bound to nothing".formatted(name),
                "add a ValidatingAdmissionPolicyBinding beside it, or remove the policy"));
      }
    }
    return findings;
  }

  private static boolean isJudged(ValidatingAdmissionPolicy policy) {
    return policy.getStatus() != null
        && Objects.equals(
            policy.getStatus().getObservedGeneration(), policy.getMetadata().getGeneration());
  }

  private static List<ExpressionWarning> warnings(ValidatingAdmissionPolicy policy) {
    return Optional.ofNullable(policy.getStatus())
        .map(status -> status.getTypeChecking())
        .map(checking -> checking.getExpressionWarnings())
        .orElseGet(List::of);
  }

  private static Finding finding(String problem, String remedy) {
    return Finding.error(RULE, problem, remedy);
  }
}
