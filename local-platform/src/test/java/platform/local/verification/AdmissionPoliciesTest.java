package platform.local.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import platform.model.findings.Finding;

class AdmissionPoliciesTest {
  @Test
  void aPolicyThatIsUnderstoodAndBoundIsFine() {
    assertThat(AdmissionPolicies.findings(List.of(policy(2)), Set.of("p"))).isEmpty();
  }

  @Test
  void aPolicyWithoutBindingIsTold() {
    assertThat(sentences(policy(2), Set.of()))
        .singleElement()
        .asString()
        .contains("'p' is bound to nothing");
  }

  @Test
  void aPolicyThatHasChangedSinceItWasCheckedIsNotTrustedYet() {
    assertThat(sentences(policy(1), Set.of("p")))
        .singleElement()
        .asString()
        .contains("'p' has not been looked at");
  }

  @Test
  void aWarningOfTheTypeCheckIsToldWithItsPlace() {
    var warned =
        new ValidatingAdmissionPolicyBuilder(policy(2))
            .editStatus()
            .withNewTypeChecking()
            .addNewExpressionWarning("spec.validations[0].expression", "undefined field 'x'")
            .endTypeChecking()
            .endStatus()
            .build();
    assertThat(sentences(warned, Set.of("p")))
        .singleElement()
        .asString()
        .contains("'p'", "spec.validations[0].expression", "undefined field 'x'");
  }

  private static List<String> sentences(ValidatingAdmissionPolicy policy, Set<String> bound) {
    return AdmissionPolicies.findings(List.of(policy), bound).stream()
        .map(Finding::sentence)
        .toList();
  }

  private static ValidatingAdmissionPolicy policy(long checkedGeneration) {
    return new ValidatingAdmissionPolicyBuilder()
        .withNewMetadata()
        .withName("p")
        .withGeneration(2L)
        .endMetadata()
        .withNewStatus()
        .withObservedGeneration(checkedGeneration)
        .endStatus()
        .build();
  }
}
