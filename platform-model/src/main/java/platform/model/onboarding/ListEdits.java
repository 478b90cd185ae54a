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
    var lines = new ArrayList<>(List.of(text.split("\n", -1)));
    var bare = lines.stream().map(ListEdits::withoutEnd).toList();
    var start = bare.indexOf("resources:");
    if (start < 0) {
      return Optional.empty();
    }
    var line = "  - " + item;
    var index = start + 1;
    while (index < bare.size() && bare.get(index).matches("  - .*|\\s*#.*")) {
      if (bare.get(index).compareTo(line) > 0 && bare.get(index).startsWith("  - ")) {
        break;
      }
      index++;
    }
    lines.add(index, line + endOf(lines.get(start)));
    return Optional.of(String.join("\n", lines));
  }

  /**
   * Adds a line with a pattern and its owner behind those whose patterns come before it, with
   * owners in their column.
   *
   * @param folder where the patterns of the same list begin
   */
  static String withOwner(String text, String folder, String pattern, String owner) {
    var lines = new ArrayList<>(List.of((text.stripTrailing() + endOf(text)).split("\n", -1)));
    var siblings =
        IntStream.range(0, lines.size()).filter(i -> lines.get(i).startsWith(folder)).toArray();
    var column =
        IntStream.of(siblings).map(index -> lines.get(index).lastIndexOf(' ') + 1).max().orElse(0);
    var padding = " ".repeat(Math.max(2, column - pattern.length()));
    var line = pattern + padding + owner;
    var before = IntStream.of(siblings).filter(index -> lines.get(index).compareTo(line) < 0).max();
    var first = siblings.length == 0 ? lines.size() : siblings[0];
    lines.add(before.isPresent() ? before.getAsInt() + 1 : first, line + endOf(text));
    return String.join("\n", lines) + "\n";
  }

  private static String withoutEnd(String line) {
    return line.substring(0, line.length() - endOf(line).length());
  }

  /** What Windows ends a line with before the line feed, if this line has it. */
  private static String endOf(String line) {
    return line.endsWith("\r") || line.endsWith("\r\n") ? "\r" : "";
  }
}
