package platform.model.report;

import java.util.Comparator;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.findings.Severity;
import platform.model.verification.DocumentedRule;

/**
 * What a tree is found to be without a cluster.
 *
 * @param objects how many objects were rendered, over all environments
 * @param rules those that were asked
 */
public record ValidationReport(
    List<String> environments, int objects, List<Finding> findings, List<DocumentedRule> rules) {
  /** What no finding here can be about, since only an API server knows it. */
  public static final List<String> LEFT_TO_THE_API_SERVER =
      List.of(
          "rules in CEL: those of Karpenter's and Argo CD's definitions, and the admission policies'",
          "what Kubernetes checks in code: names, references within an object, allowed words, fields that exclude"
              + " each other",
          "Pod Security's levels, which judge pods and not the objects that make them",
          "what charts render to");

  public ValidationReport {
    environments = List.copyOf(environments);
    findings = findings.stream().sorted().distinct().toList();
    rules = rules.stream().sorted(Comparator.comparing(DocumentedRule::id)).toList();
  }

  /** Whether no promise is broken; warnings break none. */
  public boolean isClean() {
    return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
  }

  /** How it went, in one sentence without a full stop. */
  public String summary() {
    long errors = count(Severity.ERROR);
    long warnings = count(Severity.WARNING);
    return "%s: %s and %s by %s over %s of %s"
        .formatted(
            isClean() ? "pass" : "fail",
            Amounts.counted(errors, "error"),
            Amounts.counted(warnings, "warning"),
            Amounts.counted(rules.size(), "rule"),
            Amounts.counted(objects, "object"),
            String.join(", ", environments));
  }

  private long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }
}
