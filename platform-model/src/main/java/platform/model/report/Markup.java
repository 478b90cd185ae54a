package platform.model.report;

import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A piece of HTML or SVG in which whatever came from outside is escaped. */
record Markup(String html) {
  static final Markup NOTHING = new Markup("");

  /**
   * A template with its {@code %s} filled in, each escaped unless it is markup itself; safe in
   * content and in quoted attributes.
   *
   * @param template a constant; it is taken as it is
   */
  static Markup of(String template, Object... values) {
    return new Markup(
        String.format(
            Locale.ROOT,
            template,
            Stream.of(values)
                .map(each -> each instanceof Markup safe ? safe.html : escaped(each.toString()))
                .toArray()));
  }

  static <T> Markup each(Iterable<T> items, Function<T, Markup> toMarkup) {
    return new Markup(
        StreamSupport.stream(items.spliterator(), false)
            .map(item -> toMarkup.apply(item).html)
            .collect(Collectors.joining()));
  }

  private static String escaped(String text) {
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isPrintable(point) ? point : '\uFFFD');
              }
            });
    return safe.toString();
  }

  // Control characters are errors in HTML, and those of writing direction can disguise a name.
  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> point == '\n' || point == '\t';
      case Character.FORMAT, Character.SURROGATE -> false;
      default -> true;
    };
  }
}
