package platform.model.iam;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a value of the request is compared with one of the policy. */
public enum ConditionOperator {
  STRING_EQUALS("StringEquals", (value, policy, request) -> resolved(policy, request, value)),
  STRING_NOT_EQUALS(STRING_EQUALS, "StringNotEquals"),
  STRING_EQUALS_IGNORE_CASE(
      "StringEqualsIgnoreCase",
      (value, policy, request) ->
          policy.resolved(request).filter(text -> text.equalsIgnoreCase(value)).isPresent()),
  STRING_NOT_EQUALS_IGNORE_CASE(STRING_EQUALS_IGNORE_CASE, "StringNotEqualsIgnoreCase"),
  STRING_LIKE(
      "StringLike",
      (value, policy, request) ->
          policy
              .pattern(request, false)
              .filter(pattern -> pattern.matcher(value).matches())
              .isPresent()),
  STRING_NOT_LIKE(STRING_LIKE, "StringNotLike"),
  NUMERIC_EQUALS("NumericEquals", number(order -> order == 0)),
  NUMERIC_NOT_EQUALS(NUMERIC_EQUALS, "NumericNotEquals"),
  NUMERIC_LESS_THAN("NumericLessThan", number(order -> order < 0)),
  NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", number(order -> order <= 0)),
  NUMERIC_GREATER_THAN("NumericGreaterThan", number(order -> order > 0)),
  NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", number(order -> order >= 0)),
  DATE_EQUALS("DateEquals", date(order -> order == 0)),
  DATE_NOT_EQUALS(DATE_EQUALS, "DateNotEquals"),
  DATE_LESS_THAN("DateLessThan", date(order -> order < 0)),
  DATE_LESS_THAN_EQUALS("DateLessThanEquals", date(order -> order <= 0)),
  DATE_GREATER_THAN("DateGreaterThan", date(order -> order > 0)),
  DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", date(order -> order >= 0)),
  BOOL("Bool", (value, policy, request) -> policy.text().equalsIgnoreCase(value)),
  BINARY_EQUALS("BinaryEquals", (value, policy, request) -> policy.text().equals(value)),
  IP_ADDRESS(
      "IpAddress", (value, policy, request) -> new AddressRange(policy.text()).contains(value)),
  NOT_IP_ADDRESS(IP_ADDRESS, "NotIpAddress"),
  ARN_EQUALS("ArnEquals", (value, policy, request) -> policy.matchesArn(value, request)),
  ARN_LIKE("ArnLike", (value, policy, request) -> policy.matchesArn(value, request)),
  ARN_NOT_EQUALS(ARN_EQUALS, "ArnNotEquals"),
  ARN_NOT_LIKE(ARN_LIKE, "ArnNotLike"),
  /** Whether the key is there at all; it compares no values. */
  NULL("Null", (value, policy, request) -> false);

  /** Whether one value of the request matches one of the policy. */
  interface Comparison {
    boolean matches(String value, PolicyText policy, IamRequest request);
  }

  private interface Order {
    boolean accepts(int comparison);
  }

  private final String word;
  private final Comparison comparison;
  private final boolean isNegated;

  ConditionOperator(String word, Comparison comparison) {
    this.word = word;
    this.comparison = comparison;
    this.isNegated = false;
  }

  ConditionOperator(ConditionOperator positive, String word) {
    this.word = word;
    this.comparison = positive.comparison;
    this.isNegated = true;
  }

  static Optional<ConditionOperator> named(String word) {
    return Arrays.stream(values()).filter(operator -> operator.word.equals(word)).findFirst();
  }

  static String words() {
    return Stream.of(values()).map(operator -> operator.word).collect(Collectors.joining(", "));
  }

  boolean isNegated() {
    return isNegated;
  }

  /** The positive comparison, even of a negated operator. */
  boolean compares(String value, PolicyText policy, IamRequest request) {
    return comparison.matches(value, policy, request);
  }

  private static boolean resolved(PolicyText policy, IamRequest request, String value) {
    return policy.resolved(request).filter(value::equals).isPresent();
  }

  private static Comparison number(Order order) {
    return (value, policy, request) -> {
      try {
        return order.accepts(new BigDecimal(value).compareTo(new BigDecimal(policy.text())));
      } catch (NumberFormatException noNumber) {
        return false;
      }
    };
  }

  private static Comparison date(Order order) {
    return (value, policy, request) -> {
      try {
        return order.accepts(instant(value).compareTo(instant(policy.text())));
      } catch (DateTimeException noDate) {
        return false;
      }
    };
  }

  /** A date, a date with time, or seconds since 1970. */
  private static Instant instant(String text) {
    if (text.matches("\\d{5,}")) {
      return Instant.ofEpochSecond(Long.parseLong(text));
    }
    return text.contains("T")
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
