package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;
import platform.model.manifests.YamlSequence;

/**
 * One generated break of one field: the text of the file before and after.
 *
 * @param path of the field
 */
record Mutation(String file, int line, String path, Kind kind, String after) {
  /** What is done to a field. */
  enum Kind {
    DROP,
    RENAME,
    RETYPE,
    DUPLICATE,
    OUT_OF_RANGE
  }

  String describe() {
    return "%s:%d %s %s".formatted(file, line, kind, path);
  }

  /** Every mutation of every field that a document sets. */
  static List<Mutation> of(String file, String text, YamlMapping document) {
    var mutations = new ArrayList<Mutation>();
    var lines = List.of(text.split("\n", -1));
    collect(file, lines, document, mutations);
    return mutations;
  }

  private static void collect(
      String file, List<String> lines, YamlNode node, List<Mutation> mutations) {
    if (node instanceof YamlMapping mapping) {
      for (var entry : mapping.entries().values()) {
        for (var kind : Kind.values()) {
          after(lines, entry, kind)
              .ifPresent(
                  after ->
                      mutations.add(
                          new Mutation(
                              file,
                              entry.location().line(),
                              mapping.pathOf(entry.key()),
                              kind,
                              String.join("\n", after))));
        }
        collect(file, lines, entry.value(), mutations);
      }
    } else if (node instanceof YamlSequence sequence) {
      sequence.items().forEach(item -> collect(file, lines, item, mutations));
    }
  }

  private static Optional<List<String>> after(
      List<String> lines, YamlMapping.Entry entry, Kind kind) {
    var start = entry.location().line() - 1;
    var line = lines.get(start);
    var key = entry.key();
    var at = line.indexOf(key + ":");
    if (at < 0) {
      // Quoted keys are few.
      return Optional.empty();
    }
    var before = line.substring(0, at);
    var end = endOf(lines, start, at);
    return switch (kind) {
      case DROP -> Optional.of(dropped(lines, start, end, before));
      case RENAME ->
          Optional.of(
              with(
                  lines,
                  start,
                  start + 1,
                  before + swapped(key) + line.substring(at + key.length())));
      case RETYPE ->
          Optional.of(with(lines, start, end, before + key + ": " + retyped(entry.value())));
      case DUPLICATE -> Optional.of(duplicated(lines, start, end, at));
      case OUT_OF_RANGE ->
          beyond(entry.value()).map(value -> with(lines, start, end, before + key + ": " + value));
    };
  }

  // A dash begins an item: without its first key, the next one takes its place.
  private static List<String> dropped(List<String> lines, int start, int end, String before) {
    if (!before.contains("-")) {
      return with(lines, start, end);
    }
    var after = new ArrayList<>(lines.subList(0, start));
    if (end < lines.size()
        && lines.get(end).startsWith(" ".repeat(before.length()))
        && !lines.get(end).isBlank()) {
      after.add(before + lines.get(end).substring(before.length()));
      after.addAll(lines.subList(end + 1, lines.size()));
    } else {
      after.add(before + "{}");
      after.addAll(lines.subList(end, lines.size()));
    }
    return after;
  }

  private static List<String> duplicated(List<String> lines, int start, int end, int indent) {
    var after = new ArrayList<>(lines.subList(0, end));
    var first = lines.get(start);
    after.add(" ".repeat(indent) + first.substring(indent));
    after.addAll(lines.subList(start + 1, end));
    after.addAll(lines.subList(end, lines.size()));
    return after;
  }

  private static List<String> with(List<String> lines, int start, int end, String... instead) {
    var after = new ArrayList<>(lines.subList(0, start));
    after.addAll(List.of(instead));
    after.addAll(lines.subList(end, lines.size()));
    return after;
  }

  /** The first line that is no longer part of what a key in this column begins. */
  private static int endOf(List<String> lines, int start, int column) {
    return IntStream.range(start + 1, lines.size())
        .filter(
            index -> {
              var line = lines.get(index);
              var indent = line.length() - line.stripLeading().length();
              var isItemOfIt = indent == column && line.stripLeading().startsWith("- ");
              return !line.isBlank() && indent <= column && !isItemOfIt;
            })
        .findFirst()
        .orElse(lines.size() - 1);
  }

  private static String swapped(String key) {
    return key.length() < 2
        ? key + key
        : key.substring(0, key.length() - 2)
            + key.charAt(key.length() - 1)
            + key.charAt(key.length() - 2)
            + "x";
  }

  private static String retyped(YamlNode value) {
    if (value instanceof YamlScalar scalar) {
      return switch (scalar.kind()) {
        case INTEGER, DECIMAL, BOOLEAN -> "\"" + scalar.text() + "\"";
        case TEXT, NULL -> "[5]";
      };
    }
    return "5";
  }

  private static Optional<String> beyond(YamlNode value) {
    if (value instanceof YamlScalar scalar) {
      return switch (scalar.kind()) {
        case INTEGER -> Optional.of("-99999999999");
        case DECIMAL -> Optional.of("-1.5");
        case TEXT -> Optional.of("\"Out of: range!\"");
        case BOOLEAN, NULL -> Optional.empty();
      };
    }
    return Optional.empty();
  }
}
