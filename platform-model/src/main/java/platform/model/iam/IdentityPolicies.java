package platform.model.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All policies of one identity. Session policies, boundaries and resource policies are not here.
 */
public record IdentityPolicies(List<PolicyDocument> documents) {
  public IdentityPolicies {
    documents = List.copyOf(documents);
  }

  /** A denial wins over whatever allows, and what nothing allows is denied. */
  public Decision decide(IamRequest request) {
    Optional<Statement> denial = matching(request, Effect.DENY);
    if (denial.isPresent()) {
      return new Decision.Denied(request, denial.get());
    }
    return matching(request, Effect.ALLOW)
        .<Decision>map(statement -> new Decision.Allowed(request, statement))
        .orElseGet(() -> new Decision.NotAllowed(request));
  }

  private Optional<Statement> matching(IamRequest request, Effect effect) {
    return statements().stream()
        .filter(statement -> statement.effect() == effect)
        .filter(statement -> statement.matches(request))
        .findFirst();
  }

  public List<Statement> statements() {
    var statements = new ArrayList<Statement>();
    documents.forEach(document -> statements.addAll(document.statements()));
    return List.copyOf(statements);
  }

  /** The actions that are granted, as the policies write them. */
  public List<String> grantedActions() {
    return statements().stream()
        .filter(statement -> statement.effect() == Effect.ALLOW)
        .flatMap(statement -> statement.actions().listed().stream())
        .distinct()
        .sorted()
        .toList();
  }
}
