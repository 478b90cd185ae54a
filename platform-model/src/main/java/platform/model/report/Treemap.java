package platform.model.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Rectangles of given areas that fill a larger one, as close to squares as a simple way gets. */
final class Treemap {
  private Treemap() {}

  /** A place in the picture, its upper left corner first. */
  record Box(double x, double y, double width, double height) {
    double area() {
      return width * height;
    }

    private double shorterSide() {
      return Math.min(width, height);
    }
  }

  /**
   * The "squarified" treemap of Bruls, Huizing and van Wijk.
   *
   * @param areas from the largest to the smallest, their sum the area of the whole
   * @return a box an area, in the same order
   */
  static List<Box> fill(Box whole, List<Double> areas) {
    var boxes = new ArrayList<Box>();
    var rest = whole;
    var row = new ArrayList<Double>();
    for (var area : areas) {
      var longer = new ArrayList<>(row);
      longer.add(area);
      if (!row.isEmpty() && worst(longer, rest.shorterSide()) > worst(row, rest.shorterSide())) {
        rest = lay(row, rest, boxes);
        row.clear();
      }
      row.add(area);
    }
    lay(row, rest, boxes);
    return List.copyOf(boxes);
  }

  /** The worst ratio of sides in a row along a side; 1 would be all squares. */
  private static double worst(Collection<Double> row, double side) {
    var depth = sum(row) / side;
    return row.stream()
        .mapToDouble(area -> Math.max(area / depth / depth, depth * depth / area))
        .max()
        .orElse(Double.MAX_VALUE);
  }

  /** Lays a row along the shorter side and returns what is left. */
  private static Box lay(List<Double> row, Box rest, List<Box> boxes) {
    var isUpright = rest.width() >= rest.height();
    var depth = row.isEmpty() ? 0 : sum(row) / rest.shorterSide();
    var offset = 0.0;
    for (var area : row) {
      var length = area / depth;
      boxes.add(
          isUpright
              ? new Box(rest.x(), rest.y() + offset, depth, length)
              : new Box(rest.x() + offset, rest.y(), length, depth));
      offset += length;
    }
    return isUpright
        ? new Box(rest.x() + depth, rest.y(), rest.width() - depth, rest.height())
        : new Box(rest.x(), rest.y() + depth, rest.width(), rest.height() - depth);
  }

  private static double sum(Collection<Double> areas) {
    return areas.stream().mapToDouble(Double::doubleValue).sum();
  }
}
