package platform.model.iam;

import java.util.List;

/**
 * What a statement demands of one context key.
 *
 * @param forAbsentKey whether a request without the key passes, as {@code …IfExists} has it
 */
public record Condition(
    ConditionOperator operator,
    Quantifier quantifier,
    boolean forAbsentKey,
    String key,
    List<PolicyText> values) {
  /** Which of the request's values have to match. */
  public enum Quantifier {
    /** The key has one value, and that one. */
    SINGLE,
    ALL,
    ANY
  }

  public Condition {
    values = List.copyOf(values);
  }

  /**
   * Whether a request passes.
   *
   * @throws IllegalArgumentException when the key has several values and no set operator says which
   *     are meant: AWS leaves open what then happens
   */
  boolean holdsFor(IamRequest request) {
    List<String> actual = request.values(key);
    if (operator == ConditionOperator.NULL) {
      boolean shallBeAbsent = values.stream().anyMatch(value -> value.text().equals("true"));
      return actual.isEmpty() == shallBeAbsent;
    }
    if (actual.isEmpty()) {
      return forAbsentKey
          || switch (quantifier) {
            case ALL -> true;
            case ANY -> false;
            case SINGLE -> operator.isNegated();
          };
    }
    return switch (quantifier) {
      case ALL -> actual.stream().allMatch(value -> passes(value, request));
      case ANY -> actual.stream().anyMatch(value -> passes(value, request));
      case SINGLE -> {
        if (actual.size() > 1) {
          throw new IllegalArgumentException(
              "%s has %d values in a request, and the policy's %s says neither ForAllValues nor ForAnyValue"
                  .formatted(key, actual.size(), operator));
        }
        yield passes(actual.get(0), request);
      }
    };
  }

  private boolean passes(String value, IamRequest request) {
    return operator.isNegated()
        != values.stream().anyMatch(policy -> operator.compares(value, policy, request));
  }
}
