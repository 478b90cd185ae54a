package platform.model.verification;

import platform.model.findings.Severity;

/**
 * What a rule is for.
 *
 * @param problem what goes wrong where it is broken, in sentences
 * @param remedy what to do then, in sentences
 */
public record Explanation(Severity severity, String problem, String remedy) {
  public Explanation {
    if (!problem.endsWith(".") || !remedy.endsWith(".")) {
      throw new IllegalArgumentException("an explanation is made of sentences: " + problem);
    }
  }

  static Explanation ofError(String problem, String remedy) {
    return new Explanation(Severity.ERROR, problem, remedy);
  }
}
