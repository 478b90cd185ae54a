package platform.model.verification;

import java.util.List;
import platform.model.findings.Finding;
import platform.model.findings.Severity;

/** What came out of a verification: the findings in order, and where everything runs. */
public record VerificationResult(List<Finding> findings, List<ProfilePlacement> profiles) {
  public VerificationResult {
    findings = findings.stream().sorted().distinct().toList();
    profiles = List.copyOf(profiles);
  }

  /** Whether all is as promised; warnings break no promise. */
  public boolean isAsPromised() {
    return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
  }
}
