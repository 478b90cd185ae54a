package platform.model.findings;

import java.util.Comparator;
import java.util.Optional;

/**
 * A broken rule: what is wrong, where, and what to do about it.
 *
 * @param rule id of the rule, its class name in kebab case
 * @param problem what is wrong and what was expected, a clause without full stop
 * @param remedy what to do, a clause without full stop
 */
public record Finding(
    String rule, Severity severity, Optional<Location> location, String problem, String remedy)
    implements Comparable<Finding> {
  // What has no place in a file comes last: people work through a report file by file.
  private static final Comparator<Finding> ORDER =
      Comparator.comparing((Finding finding) -> finding.location().isEmpty())
          .thenComparing(finding -> finding.location().map(Location::file).orElse(""))
          .thenComparing(finding -> finding.location().map(Location::line).orElse(0))
          .thenComparing(Finding::severity)
          .thenComparing(Finding::rule)
          .thenComparing(Finding::problem)
          .thenComparing(Finding::remedy);

  public static Finding error(String rule, Location location, String problem, String remedy) {
    return new Finding(rule, Severity.ERROR, Optional.of(location), problem, remedy);
  }

  public static Finding error(String rule, String problem, String remedy) {
    return new Finding(rule, Severity.ERROR, Optional.empty(), problem, remedy);
  }

  public static Finding warning(String rule, Location location, String problem, String remedy) {
    return new Finding(rule, Severity.WARNING, Optional.of(location), problem, remedy);
  }

  public static Finding warning(String rule, String problem, String remedy) {
    return new Finding(rule, Severity.WARNING, Optional.empty(), problem, remedy);
  }

  /** One line: {@code file:line: problem; remedy}. */
  public String sentence() {
    return location.map(place -> place + ": ").orElse("") + problem + "; " + remedy;
  }

  @Override
  public int compareTo(Finding other) {
    return ORDER.compare(this, other);
  }
}
