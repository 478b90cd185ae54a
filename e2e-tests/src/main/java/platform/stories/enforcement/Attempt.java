package platform.stories.enforcement;

import java.util.Optional;

/**
 * A way to get past enforcement, and the same without the offence.
 *
 * @param offence what is wrong about it, in a few words
 * @param by who tries
 * @param refusedBy words by which the one rule that must refuse makes itself known
 * @param innocentBy who asks for the counterpart
 * @param innocent the same without the offence
 */
record Attempt(
    String offence,
    Caller by,
    Request request,
    String refusedBy,
    Caller innocentBy,
    Request innocent) {

  Attempt(String offence, Caller by, Request request, String refusedBy, Request innocent) {
    this(offence, by, request, refusedBy, by, innocent);
  }

  /** What is wrong with the answer, empty if it is refused by the rule that must refuse it. */
  Optional<String> whyNotRefused() {
    Optional<String> refusal = by.refusalOf(request);
    if (refusal.filter(message -> message.contains(refusedBy)).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s (%s by %s) should be refused by %s, but was %s"
            .formatted(
                offence,
                request,
                by,
                refusedBy,
                refusal.map(message -> "refused otherwise: " + message).orElse("admitted")));
  }

  /** What is wrong with the counterpart's answer, empty if it is admitted. */
  Optional<String> whyNotAdmitted() {
    return innocentBy
        .refusalOf(innocent)
        .map(
            message ->
                "without '%s', %s by %s should be admitted, but was refused: %s"
                    .formatted(offence, innocent, innocentBy, message));
  }

  static String policy(String name) {
    return "ValidatingAdmissionPolicy '%s'".formatted(name);
  }
}
