package platform.model.findings;

import java.util.Comparator;

/**
 * A place in the repository: a file, relative to its root with forward slashes, and a line from 1.
 */
public record Location(String file, int line) implements Comparable<Location> {
  private static final Comparator<Location> ORDER =
      Comparator.comparing(Location::file).thenComparingInt(Location::line);

  public Location {
    if (line < 1) {
      throw new IllegalArgumentException("lines count from 1, not from " + line);
    }
  }

  @Override
  public int compareTo(Location other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
