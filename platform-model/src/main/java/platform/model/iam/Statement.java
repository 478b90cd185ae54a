package platform.model.iam;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One statement of a policy.
 *
 * @param sid its name, empty if it has none
 * @param actions with wildcards, e.g. {@code ec2:Describe*}
 */
public record Statement(
    String sid,
    Effect effect,
    Scope<String> actions,
    Scope<PolicyText> resources,
    List<Condition> conditions) {
  /**
   * What an element lists.
   *
   * @param isComplement whether all but the listed is meant, as in {@code NotAction}
   */
  public record Scope<T>(List<T> listed, boolean isComplement) {
    public Scope {
      listed = List.copyOf(listed);
    }
  }

  public Statement {
    conditions = List.copyOf(conditions);
  }

  boolean matches(IamRequest request) {
    return concerns(request.action())
        && resources.isComplement()
            != resources.listed().stream()
                .anyMatch(resource -> resource.matchesArn(request.resource(), request))
        && conditions.stream().allMatch(condition -> condition.holdsFor(request));
  }

  /** Whether the statement speaks of an action, whatever the resource and conditions. */
  public boolean concerns(String action) {
    return actions.isComplement()
        != actions.listed().stream().anyMatch(listed -> covers(listed, action));
  }

  /** Whether an action's pattern, e.g. {@code ec2:Describe*}, covers an action; case is ignored. */
  public static boolean covers(String pattern, String action) {
    var expression = new StringBuilder();
    for (char letter : pattern.toCharArray()) {
      expression.append(
          letter == '*' ? ".*" : letter == '?' ? "." : Pattern.quote(String.valueOf(letter)));
    }
    return Pattern.compile(expression.toString(), Pattern.CASE_INSENSITIVE)
        .matcher(action)
        .matches();
  }
}
