package platform.model.verification;

import java.util.Locale;

/** The id of a rule, derived from its class so that the two can't drift apart. */
final class RuleName {
  private RuleName() {}

  static String of(Class<?> rule) {
    return rule.getSimpleName()
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
        .toLowerCase(Locale.ROOT);
  }
}
