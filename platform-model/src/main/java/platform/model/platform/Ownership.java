package platform.model.platform;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import platform.model.findings.Location;

/**
 * Who reviews which path, as CODEOWNERS says.
 *
 * @param file CODEOWNERS itself, empty if there is none
 * @param lines in the order of the file
 * @param paths the files that need an owner, relative to the repository's root
 */
public record Ownership(Optional<Location> file, List<Line> lines, SortedSet<String> paths) {
  /** Where GitHub looks for it first. */
  public static final String FILE = ".github/CODEOWNERS";

  public Ownership {
    lines = List.copyOf(lines);
    paths = Collections.unmodifiableSortedSet(new TreeSet<>(paths));
  }

  /** One line: a pattern, and whoever owns what it matches. */
  public record Line(String pattern, List<String> owners, Location location) {
    public Line {
      owners = List.copyOf(owners);
    }

    /** Whether it names a folder or a file from the root on: all that this repository uses. */
    public boolean isRootedPath() {
      return pattern.startsWith("/") && !pattern.matches(".*[*?\\[!].*");
    }

    public boolean matches(String path) {
      var rooted = "/" + path;
      return pattern.endsWith("/") ? rooted.startsWith(pattern) : rooted.equals(pattern);
    }
  }

  /** Reads the lines of a CODEOWNERS file. */
  static List<Line> linesOf(List<String> text) {
    var lines = new java.util.ArrayList<Line>();
    for (var number = 1; number <= text.size(); number++) {
      var words = List.of(text.get(number - 1).replaceFirst("#.*", "").strip().split("\\s+"));
      if (!words.get(0).isEmpty()) {
        lines.add(
            new Line(words.get(0), words.subList(1, words.size()), new Location(FILE, number)));
      }
    }
    return lines;
  }
}
