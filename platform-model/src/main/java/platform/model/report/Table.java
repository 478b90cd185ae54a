package platform.model.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text under a header. */
record Table(List<String> header, List<List<String>> rows, String gap) {
  private static final String GAP = "  ";

  Table {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
  }

  Table(List<String> header, List<List<String>> rows) {
    this(header, rows, GAP);
  }

  /** The lines with aligned columns, header first, without blanks at their ends. */
  List<String> aligned() {
    var all = new java.util.ArrayList<List<String>>(List.of(header));
    all.addAll(rows);
    return all.stream()
        .map(
            row ->
                IntStream.range(0, header.size())
                    .mapToObj(column -> padded(row.get(column), width(column)))
                    .collect(Collectors.joining(gap))
                    .stripTrailing())
        .toList();
  }

  private int width(int column) {
    return java.util.stream.Stream.concat(java.util.stream.Stream.of(header), rows.stream())
        .mapToInt(row -> length(row.get(column)))
        .max()
        .orElse(0);
  }

  private static String padded(String cell, int width) {
    return cell + " ".repeat(width - length(cell));
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
