package platform.model.planning;

import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import platform.model.planning.BudgetWeek.Span;

/** The spans of a week in words: what holds mostly, and when something else does. */
final class WeekWords {
  private static final int DAY = 24 * 60;

  private WeekWords() {}

  /** A stretch that begins at the same time on several days. */
  private record Window(int fromMinuteOfDay, int length) {}

  static String of(List<Span> spans, int nodes) {
    var minutes = new TreeMap<Integer, Integer>();
    spans.forEach(span -> minutes.merge(span.allowed(), span.to() - span.from(), Integer::sum));
    var mostly =
        minutes.entrySet().stream()
            .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
            .orElseThrow()
            .getKey();
    if (minutes.size() == 1) {
      return number(mostly, nodes) + " at any time";
    }
    return minutes.keySet().stream()
            .filter(allowed -> !allowed.equals(mostly))
            .map(allowed -> number(allowed, nodes) + " " + windows(joined(spans), allowed))
            .collect(Collectors.joining("; "))
        + "; else "
        + number(mostly, nodes);
  }

  private static String number(int allowed, int nodes) {
    if (allowed == 0) {
      return "none";
    }
    return allowed >= nodes ? "all " + nodes : "at most %d of %d".formatted(allowed, nodes);
  }

  /** A span that goes on over the end of the week is one. */
  private static List<Span> joined(List<Span> spans) {
    var first = spans.get(0);
    var last = spans.get(spans.size() - 1);
    if (spans.size() == 1 || first.allowed() != last.allowed()) {
      return spans;
    }
    var joined = new ArrayList<>(spans.subList(1, spans.size() - 1));
    joined.add(new Span(last.from(), last.to() + first.to(), last.allowed()));
    return joined;
  }

  private static String windows(List<Span> spans, int allowed) {
    var days = new LinkedHashMap<Window, Set<DayOfWeek>>();
    spans.stream()
        .filter(span -> span.allowed() == allowed)
        .sorted(Comparator.comparingInt(Span::from))
        .forEach(
            span ->
                days.computeIfAbsent(
                        new Window(span.from() % DAY, span.to() - span.from()),
                        window -> EnumSet.noneOf(DayOfWeek.class))
                    .add(DayOfWeek.of(span.from() / DAY + 1)));
    return days.entrySet().stream()
        .map(each -> window(each.getKey(), each.getValue()))
        .collect(Collectors.joining(" and "));
  }

  private static String window(Window window, Set<DayOfWeek> days) {
    var end = window.fromMinuteOfDay() + window.length();
    var later =
        end <= DAY
            ? ""
            : end <= 2 * DAY ? " the next day" : " %d days later".formatted((end - 1) / DAY);
    return "%s %s to %s%s".formatted(days(days), time(window.fromMinuteOfDay()), time(end), later);
  }

  private static String time(int minute) {
    var ofDay = minute % DAY;
    return minute > 0 && ofDay == 0
        ? "24:00"
        : String.format(Locale.ROOT, "%02d:%02d", ofDay / 60, ofDay % 60);
  }

  /** Days as a range where they are one: {@code Mon-Fri}. */
  static String days(Set<DayOfWeek> days) {
    if (days.size() == 7) {
      return "every day";
    }
    var sorted = days.stream().sorted().toList();
    var first = sorted.get(0);
    var last = sorted.get(sorted.size() - 1);
    return sorted.size() > 2 && last.getValue() - first.getValue() + 1 == sorted.size()
        ? name(first) + "-" + name(last)
        : sorted.stream().map(WeekWords::name).collect(Collectors.joining(","));
  }

  private static String name(DayOfWeek day) {
    return day.getDisplayName(TextStyle.SHORT, Locale.ROOT);
  }
}
