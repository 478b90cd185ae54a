package platform.model.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a policy that may hold wildcards and variables.
 *
 * @param hasVariables whether {@code ${…}} is a variable here, as it is since version 2012-10-17
 */
public record PolicyText(String text, boolean hasVariables) {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{\\s*([^},\\s]+)\\s*(?:,\\s*'([^']*)'\\s*)?}");

  /** Segments of an ARN; the sixth may hold colons of its own. */
  private static final int ARN_SEGMENTS = 6;

  /** The text with a request's values in it; empty when the request lacks one of them. */
  Optional<String> resolved(IamRequest request) {
    return replaced(request, false);
  }

  /** A pattern for whole texts; empty when the request lacks a variable's value. */
  Optional<Pattern> pattern(IamRequest request, boolean ignoresCase) {
    return replaced(request, true)
        .map(
            expression ->
                Pattern.compile(
                    expression, Pattern.DOTALL | (ignoresCase ? Pattern.CASE_INSENSITIVE : 0)));
  }

  /** Compares segment by segment: only a {@code *} that ends a segment goes past its colon. */
  boolean matchesArn(String arn, IamRequest request) {
    if (text.equals("*")) {
      return true;
    }
    List<String> segments = segments(text);
    return matchesSegments(segments, List.of(arn.split(":", ARN_SEGMENTS)), request);
  }

  private boolean matchesSegments(List<String> patterns, List<String> parts, IamRequest request) {
    if (patterns.isEmpty()) {
      return parts.isEmpty();
    }
    if (parts.isEmpty()) {
      return false;
    }
    String first = patterns.get(0);
    List<String> otherPatterns = patterns.subList(1, patterns.size());
    int longest = first.endsWith("*") ? parts.size() : 1;
    for (int taken = 1; taken <= longest; taken++) {
      String part = String.join(":", parts.subList(0, taken));
      if (new PolicyText(first, hasVariables)
              .pattern(request, false)
              .filter(pattern -> pattern.matcher(part).matches())
              .isPresent()
          && matchesSegments(otherPatterns, parts.subList(taken, parts.size()), request)) {
        return true;
      }
    }
    return false;
  }

  /** Like {@code split}, but a variable's own colon separates nothing. */
  private static List<String> segments(String arn) {
    var segments = new ArrayList<String>();
    var segment = new StringBuilder();
    int braces = 0;
    for (char letter : arn.toCharArray()) {
      braces += letter == '{' ? 1 : letter == '}' ? -1 : 0;
      if (letter == ':' && braces == 0 && segments.size() < ARN_SEGMENTS - 1) {
        segments.add(segment.toString());
        segment.setLength(0);
      } else {
        segment.append(letter);
      }
    }
    segments.add(segment.toString());
    return segments;
  }

  private Optional<String> replaced(IamRequest request, boolean asExpression) {
    var result = new StringBuilder();
    Matcher variable = VARIABLE.matcher(text);
    int end = 0;
    while (hasVariables && variable.find()) {
      append(result, text.substring(end, variable.start()), asExpression);
      end = variable.end();
      String name = variable.group(1);
      Optional<String> value =
          List.of("*", "?", "$").contains(name)
              ? Optional.of(name)
              : request.onlyValue(name).or(() -> Optional.ofNullable(variable.group(2)));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      // What a request brings is no wildcard.
      result.append(asExpression ? Pattern.quote(value.get()) : value.get());
    }
    append(result, text.substring(end), asExpression);
    return Optional.of(result.toString());
  }

  private static void append(StringBuilder result, String literal, boolean asExpression) {
    if (!asExpression) {
      result.append(literal);
      return;
    }
    for (char letter : literal.toCharArray()) {
      switch (letter) {
        case '*' -> result.append(".*");
        case '?' -> result.append('.');
        default -> result.append(Pattern.quote(String.valueOf(letter)));
      }
    }
  }
}
