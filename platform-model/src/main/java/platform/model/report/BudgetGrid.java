package platform.model.report;

import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import platform.model.capacity.DisruptionReason;
import platform.model.planning.BudgetWeek;

/** A week hour by hour: a row a day, alike days in one row, reasons that are alike in one grid. */
final class BudgetGrid {
  private static final int HOURS = 24;
  private static final int HOUR = 60;
  private static final String ALL = "all";

  private BudgetGrid() {}

  /** The lines of all grids of a week. */
  static List<String> lines(BudgetWeek week) {
    var reasonsOfGrid = new LinkedHashMap<List<List<String>>, List<DisruptionReason>>();
    for (var reason : week.spans().keySet()) {
      reasonsOfGrid.computeIfAbsent(days(week, reason), grid -> new ArrayList<>()).add(reason);
    }
    var lines = new ArrayList<String>();
    reasonsOfGrid.forEach(
        (grid, reasons) -> {
          lines.add("");
          lines.addAll(grid(grid, reasons));
        });
    return lines;
  }

  private static List<String> grid(List<List<String>> days, List<DisruptionReason> reasons) {
    var name = reasons.stream().map(DisruptionReason::word).collect(Collectors.joining(", "));
    var rows = new ArrayList<List<String>>();
    for (var first = 0; first < days.size(); ) {
      var last = first;
      while (last + 1 < days.size() && days.get(last + 1).equals(days.get(first))) {
        last++;
      }
      var row = new ArrayList<String>();
      row.add(first == last ? day(first) : day(first) + "-" + day(last));
      row.addAll(days.get(first));
      rows.add(row);
      first = last + 1;
    }
    var header = new ArrayList<String>(List.of("UTC"));
    IntStream.range(0, HOURS)
        .mapToObj(hour -> String.format(Locale.ROOT, "%02d", hour))
        .forEach(header::add);
    var lines = new ArrayList<String>(List.of(name));
    new Table(header, rows, " ").aligned().forEach(line -> lines.add("  " + line));
    return lines;
  }

  private static List<List<String>> days(BudgetWeek week, DisruptionReason reason) {
    return IntStream.range(0, 7)
        .mapToObj(
            day ->
                IntStream.range(0, HOURS)
                    .mapToObj(hour -> cell(week, reason, (day * HOURS + hour) * HOUR))
                    .toList())
        .toList();
  }

  /** The least that holds within the hour; marked if it does not hold all of it. */
  private static String cell(BudgetWeek week, DisruptionReason reason, int from) {
    var allowed =
        week.spans().get(reason).stream()
            .filter(span -> span.from() < from + HOUR && from < span.to())
            .mapToInt(BudgetWeek.Span::allowed)
            .summaryStatistics();
    var least = allowed.getMin() >= week.nodes() ? ALL : Integer.toString(allowed.getMin());
    return allowed.getMin() == allowed.getMax() ? least : least + "*";
  }

  static boolean hasPartHours(List<String> lines) {
    return lines.stream().anyMatch(line -> line.contains("*"));
  }

  /** Reason to the spans of the week, for programs. */
  static Map<String, Object> json(BudgetWeek week) {
    var json = new LinkedHashMap<String, Object>();
    week.spans()
        .forEach(
            (reason, spans) ->
                json.put(
                    reason.word(),
                    spans.stream()
                        .map(
                            span -> {
                              var each = new LinkedHashMap<String, Object>();
                              each.put("from", moment(week, span.from()));
                              each.put("to", moment(week, span.to()));
                              each.put("allowed", span.allowed());
                              return each;
                            })
                        .toList()));
    return json;
  }

  private static String moment(BudgetWeek week, int minute) {
    return week.monday().atStartOfDay().plusMinutes(minute) + "Z";
  }

  private static String day(int index) {
    return DayOfWeek.of(index + 1).getDisplayName(TextStyle.SHORT, Locale.ROOT);
  }
}
