package platform.local.verification;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;
import platform.model.manifests.YamlSequence;

/**
 * One generated break of one field: the text of the file before and after.
 *
 * @param path of the field in its document
 * @param field of a schema, the same for each object that sets it
 */
record Mutation(String file, int line, String path, String field, Kind kind, String after) {
  private static final Pattern DEFINED =
      Pattern.compile("(argoproj\\.io|karpenter\\.sh|karpenter\\.k8s\\.aws)/.*");
  private static final Pattern PODS = Pattern.compile("(apps|batch)/.*");
  private static final Pattern NUMBER = Pattern.compile("(\\d+(?:\\.\\d+)?)([A-Za-z%]*)");

  /** What is done to a field. */
  enum Kind {
    DROP,
    RENAME,
    RETYPE,
    DUPLICATE,
    /** A number, also one with a unit, below what any field may hold; a text that is none. */
    BELOW,
    /** A number, also one with a unit, a million times as large. */
    ABOVE;

    String words() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  String describe() {
    return "%s:%d %s".formatted(file, line, path);
  }

  /** Every mutation of every field of a definition's schema or of a pod spec that is set. */
  static List<Mutation> of(String file, String text, YamlMapping document) {
    var mutations = new ArrayList<Mutation>();
    var lines = List.of(text.split("\n", -1));
    collect(file, lines, document, document, mutations);
    return mutations;
  }

  /** Empty for a field of another schema: metadata is the API server's own. */
  private static Optional<String> fieldOf(YamlMapping document, String path) {
    var apiVersion = document.findText("apiVersion").orElse("");
    var any = path.replaceAll("\\[\\d+\\]", "[]");
    if (DEFINED.matcher(apiVersion).matches()) {
      return Optional.of(document.text("kind") + " " + any)
          .filter(field -> !path.startsWith("metadata."));
    }
    var start = path.indexOf("template.spec.");
    return PODS.matcher(apiVersion).matches() && start >= 0
        ? Optional.of("Pod " + any.substring(any.indexOf("template.spec.") + "template.".length()))
        : Optional.empty();
  }

  private static void collect(
      String file,
      List<String> lines,
      YamlMapping document,
      YamlNode node,
      List<Mutation> mutations) {
    if (node instanceof YamlMapping mapping) {
      for (var entry : mapping.entries().values()) {
        var path = mapping.pathOf(entry.key());
        fieldOf(document, path)
            .ifPresent(field -> mutations.addAll(of(file, lines, entry, path, field)));
        collect(file, lines, document, entry.value(), mutations);
      }
    } else if (node instanceof YamlSequence sequence) {
      sequence.items().forEach(item -> collect(file, lines, document, item, mutations));
    }
  }

  private static List<Mutation> of(
      String file, List<String> lines, YamlMapping.Entry entry, String path, String field) {
    return Stream.of(Kind.values())
        .flatMap(
            kind ->
                after(lines, entry, kind).stream()
                    .map(
                        after ->
                            new Mutation(
                                file,
                                entry.location().line(),
                                path,
                                field,
                                kind,
                                String.join("\n", after))))
        .toList();
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
      case BELOW ->
          below(entry.value()).map(value -> with(lines, start, end, before + key + ": " + value));
      case ABOVE ->
          above(entry.value()).map(value -> with(lines, start, end, before + key + ": " + value));
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

  private static Optional<String> below(YamlNode value) {
    if (value instanceof YamlScalar scalar) {
      return switch (scalar.kind()) {
        case INTEGER, DECIMAL ->
            Optional.of(
                new BigDecimal(scalar.text()).abs().add(BigDecimal.ONE).negate().toPlainString());
        case TEXT ->
            Optional.of(
                NUMBER.matcher(scalar.text()).matches()
                    ? "\"-" + scalar.text() + "\""
                    : "\"Out of: range!\"");
        case BOOLEAN, NULL -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static Optional<String> above(YamlNode value) {
    if (value instanceof YamlScalar scalar) {
      Matcher number = NUMBER.matcher(scalar.text());
      return switch (scalar.kind()) {
        case INTEGER, DECIMAL -> Optional.of(million(scalar.text()));
        case TEXT ->
            number.matches()
                ? Optional.of("\"" + million(number.group(1)) + number.group(2) + "\"")
                : Optional.empty();
        case BOOLEAN, NULL -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static String million(String number) {
    return new BigDecimal(number).multiply(BigDecimal.valueOf(1_000_000)).toPlainString();
  }
}
