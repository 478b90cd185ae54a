package platform.model.onboarding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Lines added to files that people keep by hand: comments, order and line ends stay. */
final class ListEdits {
  private ListEdits() {}

  /**
   * Adds an item to the list below {@code resources:}, in alphabetical order.
   *
   * @return empty if the text has no such list
   */
  static Optional<String> withResource(String text, String item) {
    var lines = lines(text);
    var start = lines.indexOf("resources:");
    if (start < 0) {
      return Optional.empty();
    }
    var index = start + 1;
    while (index < lines.size() && lines.get(index).matches("  - .*|\\s*#.*")) {
      if (lines.get(index).compareTo("  - " + item) > 0 && lines.get(index).startsWith("  - ")) {
        break;
      }
      index++;
    }
    lines.add(index, "  - " + item);
    return Optional.of(String.join(lineEnd(text), lines));
  }

  /**
   * Adds a line with a pattern and its owner behind those whose patterns come before it, with
   * owners in their column.
   *
   * @param folder where the patterns of the same list begin
   */
  static String withOwner(String text, String folder, String pattern, String owner) {
    var lines = lines(text.stripTrailing());
    var siblings =
        IntStream.range(0, lines.size()).filter(i -> lines.get(i).startsWith(folder)).toArray();
    var column =
        IntStream.of(siblings).map(index -> lines.get(index).lastIndexOf(' ') + 1).max().orElse(0);
    var padding = " ".repeat(Math.max(2, column - pattern.length()));
    var line = pattern + padding + owner;
    var before = IntStream.of(siblings).filter(index -> lines.get(index).compareTo(line) < 0).max();
    var first = siblings.length == 0 ? lines.size() : siblings[0];
    lines.add(before.isPresent() ? before.getAsInt() + 1 : first, line);
    return String.join(lineEnd(text), lines) + lineEnd(text);
  }

  private static List<String> lines(String text) {
    return new ArrayList<>(List.of(text.split("\r?\n", -1)));
  }

  private static String lineEnd(String text) {
    return text.contains("\r\n") ? "\r\n" : "\n";
  }
}
