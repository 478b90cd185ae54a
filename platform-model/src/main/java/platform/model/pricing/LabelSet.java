package platform.model.pricing;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import platform.model.capacity.NodePool.Requirement;

/**
 * The values that requirements leave to one label, in Karpenter's own terms.
 *
 * <p>The rules are those of {@code pkg/scheduling/requirement.go} of Karpenter 1.15.0, oddities
 * included: a label that a type lacks fails {@code Gt} but passes {@code Gt} together with {@code
 * NotIn}.
 *
 * @param isComplement whether all values but the listed ones are left, rather than only those
 * @param least smallest whole number allowed
 * @param greatest largest whole number allowed
 */
record LabelSet(
    boolean isComplement, SortedSet<String> values, OptionalLong least, OptionalLong greatest) {
  LabelSet {
    values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
  }

  static LabelSet only(SortedSet<String> values) {
    return new LabelSet(false, values, OptionalLong.empty(), OptionalLong.empty());
  }

  static LabelSet of(Requirement requirement) {
    var values = requirement.values();
    return switch (requirement.operator()) {
      case "In" -> only(values);
      case "NotIn" -> new LabelSet(true, values, OptionalLong.empty(), OptionalLong.empty());
      case "Exists" -> bounded(OptionalLong.empty(), OptionalLong.empty());
      case "DoesNotExist" -> only(new TreeSet<>());
      case "Gt" -> bounded(OptionalLong.of(bound(requirement) + 1), OptionalLong.empty());
      case "Lt" -> bounded(OptionalLong.empty(), OptionalLong.of(bound(requirement) - 1));
      case "Gte" -> bounded(OptionalLong.of(bound(requirement)), OptionalLong.empty());
      case "Lte" -> bounded(OptionalLong.empty(), OptionalLong.of(bound(requirement)));
      default -> throw RequirementProblem.of(requirement, "unknown operator");
    };
  }

  private static LabelSet bounded(OptionalLong least, OptionalLong greatest) {
    return new LabelSet(true, new TreeSet<>(), least, greatest);
  }

  private static long bound(Requirement requirement) {
    if (requirement.values().size() != 1) {
      throw RequirementProblem.of(requirement, "needs exactly one value");
    }
    return number(requirement.values().first())
        .orElseThrow(() -> RequirementProblem.of(requirement, "needs a whole number"));
  }

  LabelSet and(LabelSet other) {
    var both = isComplement && other.isComplement;
    var from = greater(least, other.least);
    var to = smaller(greatest, other.greatest);
    if (from.isPresent() && to.isPresent() && from.getAsLong() > to.getAsLong()) {
      return only(new TreeSet<>());
    }
    var left = new TreeSet<>(isComplement && !other.isComplement ? other.values : values);
    if (both) {
      left.addAll(other.values);
    } else if (isComplement) {
      left.removeAll(values);
    } else if (other.isComplement) {
      left.removeAll(other.values);
    } else {
      left.retainAll(other.values);
    }
    left.removeIf(value -> !isWithin(value, from, to));
    return both ? new LabelSet(true, left, from, to) : only(left);
  }

  /** Whether it leaves this value. */
  boolean has(String value) {
    return isComplement != values.contains(value) && isWithin(value, least, greatest);
  }

  /** Whether a type with these values of the label is left; none means that it lacks the label. */
  boolean accepts(SortedSet<String> valuesOfType) {
    return valuesOfType.isEmpty() ? acceptsAbsence() : valuesOfType.stream().anyMatch(this::has);
  }

  /** {@code NotIn} and {@code DoesNotExist} go with a missing label, {@code Exists} does not. */
  private boolean acceptsAbsence() {
    return isComplement != values.isEmpty();
  }

  private static boolean isWithin(String value, OptionalLong least, OptionalLong greatest) {
    if (least.isEmpty() && greatest.isEmpty()) {
      return true;
    }
    return number(value)
        .filter(number -> least.isEmpty() || number >= least.getAsLong())
        .filter(number -> greatest.isEmpty() || number <= greatest.getAsLong())
        .isPresent();
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException noNumber) {
      return Optional.empty();
    }
  }

  private static OptionalLong greater(OptionalLong one, OptionalLong other) {
    return one.isEmpty() || (other.isPresent() && other.getAsLong() > one.getAsLong())
        ? other
        : one;
  }

  private static OptionalLong smaller(OptionalLong one, OptionalLong other) {
    return one.isEmpty() || (other.isPresent() && other.getAsLong() < one.getAsLong())
        ? other
        : one;
  }
}
