package platform.model.audit;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A field in which a live object differs from what the tree says.
 *
 * @param path the keys from the object's root; an {@link Integer} is the place in a list
 * @param wanted the tree's value, empty if the tree does not have the field
 * @param live the cluster's value, empty if the cluster does not have it
 */
record Difference(List<Object> path, Optional<String> wanted, Optional<String> live) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

  Difference {
    path = List.copyOf(path);
  }

  /** As in {@code spec.template.spec.requirements[1].values[0]}. */
  String field() {
    return path.stream()
        .map(
            step ->
                step instanceof Integer
                    ? "[" + step + "]"
                    : PLAIN.matcher(step.toString()).matches() ? "." + step : "['" + step + "']")
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  String sentence() {
    if (wanted.isEmpty()) {
      return "has %s %s, which the tree does not set".formatted(field(), live.orElse(""));
    }
    return live.map(value -> "has %s %s, the tree says %s".formatted(field(), value, wanted.get()))
        .orElseGet(() -> "lacks %s, the tree says %s".formatted(field(), wanted.get()));
  }
}
