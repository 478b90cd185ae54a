package platform.model.audit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;
import platform.model.manifests.YamlSequence;

/**
 * Compares what the tree sets of an object with the live one. What the tree does not set is the API
 * server's defaults and what controllers keep there, and no difference.
 */
final class FieldComparison {
  /** What an object is found by, and what nobody wants but is. */
  private static final Set<String> NOT_COMPARED =
      Set.of("apiVersion", "kind", "metadata", "status");

  private static final List<String> COMPARED_METADATA = List.of("labels", "annotations");
  private static final int LONGEST_VALUE = 80;

  private final List<Difference> differences = new ArrayList<>();

  private FieldComparison() {}

  static List<Difference> of(YamlMapping wanted, Map<String, Object> live) {
    var comparison = new FieldComparison();
    for (String part : COMPARED_METADATA) {
      wanted
          .findMapping("metadata", part)
          .ifPresent(
              node ->
                  comparison.compare(node, at(live, "metadata", part), List.of("metadata", part)));
    }
    wanted.entries().values().stream()
        .filter(entry -> !NOT_COMPARED.contains(entry.key()))
        .forEach(
            entry ->
                comparison.compare(entry.value(), live.get(entry.key()), List.of(entry.key())));
    return List.copyOf(comparison.differences);
  }

  private static Object at(Map<String, Object> content, String first, String second) {
    return content.get(first) instanceof Map<?, ?> map ? map.get(second) : null;
  }

  private void compare(YamlNode wanted, Object live, List<Object> path) {
    if (live == null) {
      // Who writes an object back whole leaves out what is false or empty, which means the same.
      if (!isEmpty(wanted)) {
        differences.add(new Difference(path, Optional.of(shown(wanted)), Optional.empty()));
      }
    } else if (wanted instanceof YamlMapping mapping && live instanceof Map<?, ?> map) {
      mapping
          .entries()
          .values()
          .forEach(entry -> compare(entry.value(), map.get(entry.key()), with(path, entry.key())));
    } else if (wanted instanceof YamlSequence sequence
        && live instanceof List<?> list
        && sequence.items().size() == list.size()) {
      for (int index = 0; index < list.size(); index++) {
        compare(sequence.items().get(index), list.get(index), with(path, index));
      }
    } else if (!(wanted instanceof YamlScalar scalar && isSame(scalar, live))) {
      differences.add(new Difference(path, Optional.of(shown(wanted)), Optional.of(shown(live))));
    }
  }

  private static List<Object> with(List<Object> path, Object step) {
    var longer = new ArrayList<>(path);
    longer.add(step);
    return longer;
  }

  private static boolean isEmpty(YamlNode node) {
    if (node instanceof YamlMapping mapping) {
      return mapping.entries().values().stream().allMatch(entry -> isEmpty(entry.value()));
    }
    if (node instanceof YamlSequence sequence) {
      return sequence.items().isEmpty();
    }
    var scalar = (YamlScalar) node;
    return switch (scalar.kind()) {
      case NULL -> true;
      case BOOLEAN -> scalar.text().equals("false");
      case TEXT -> scalar.text().isEmpty();
      case INTEGER, DECIMAL -> false;
    };
  }

  private static boolean isSame(YamlScalar wanted, Object live) {
    return switch (wanted.kind()) {
      case NULL -> false;
      case TEXT, BOOLEAN -> wanted.text().equals(String.valueOf(live));
      case INTEGER, DECIMAL ->
          live instanceof Number number
              && new BigDecimal(wanted.text()).compareTo(new BigDecimal(number.toString())) == 0;
    };
  }

  /** As it would be written on one line. */
  static String shown(Object live) {
    return shortened(
        live instanceof String text
            ? "'" + text + "'"
            : live instanceof List<?> list
                ? list.stream().map(FieldComparison::shown).collect(joined())
                : live instanceof Map<?, ?> map
                    ? map.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + shown(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"))
                    : String.valueOf(live));
  }

  private static String shown(YamlNode wanted) {
    if (wanted instanceof YamlMapping mapping) {
      return shortened(
          mapping.entries().values().stream()
              .map(entry -> entry.key() + ": " + shown(entry.value()))
              .collect(Collectors.joining(", ", "{", "}")));
    }
    if (wanted instanceof YamlSequence sequence) {
      return shortened(sequence.items().stream().map(FieldComparison::shown).collect(joined()));
    }
    var scalar = (YamlScalar) wanted;
    return shortened(
        scalar.kind() == YamlScalar.Kind.TEXT ? "'" + scalar.text() + "'" : scalar.text());
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(", ", "[", "]");
  }

  private static String shortened(String value) {
    String line = value.replaceAll("\\s+", " ");
    return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE) + " …";
  }
}
