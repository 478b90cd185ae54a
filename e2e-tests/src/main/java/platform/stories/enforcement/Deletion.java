package platform.stories.enforcement;

import static platform.stories.enforcement.Attempt.policy;

import java.util.Optional;

/**
 * An object that is not deleted without an approval.
 *
 * @param binding the binding that must refuse it
 */
record Deletion(String path, String binding) {
  private static final String APPROVED =
      "{\"metadata\":{\"annotations\":{\"capacity.platform/deletion-approved\":%s}}}";

  static String approvedFor(String reason) {
    return APPROVED.formatted("\"" + reason + "\"");
  }

  static String notApproved() {
    return APPROVED.formatted("null");
  }

  Optional<String> whyNotRefused(Caller caller) {
    String expected = policy("deletion") + " with binding '" + binding + "'";
    return refusal(caller, expected);
  }

  private Optional<String> refusal(Caller caller, String expected) {
    Optional<String> refusal = caller.refusalOf(Request.delete(path));
    return refusal.filter(message -> message.contains(expected)).isPresent()
        ? Optional.empty()
        : Optional.of(
            "deletion of %s by %s should be refused by %s, but was %s"
                .formatted(
                    path,
                    caller,
                    expected,
                    refusal.map(message -> "refused otherwise: " + message).orElse("admitted")));
  }

  Optional<String> whyNotAdmitted(Caller caller) {
    return caller
        .refusalOf(Request.delete(path))
        .map(
            message ->
                "deletion of %s by %s should be admitted, but was refused: %s"
                    .formatted(path, caller, message));
  }
}
