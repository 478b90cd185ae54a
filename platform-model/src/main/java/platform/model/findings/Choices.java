package platform.model.findings;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The words that a place accepts, and which of them a wrong word was probably meant to be. */
public record Choices(SortedSet<String> words) {
  private static final int MANY = 20;

  public Choices(Collection<String> words) {
    this(new TreeSet<>(words));
  }

  public Choices {
    words = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(words));
  }

  /** The closest word, if it is close enough to be what was meant. */
  public Optional<String> closestTo(String word) {
    var tolerated = Math.max(1, word.length() / 3);
    return words.stream()
        .filter(candidate -> distance(word, candidate) <= tolerated)
        .min(java.util.Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  /**
   * "did you mean 'x'? Profiles: x, y", or only the list when nothing is close; where something is,
   * a list that would fill the screen is left out.
   */
  public String remedyFor(String word, String listName) {
    var all = listName + ": " + (words.isEmpty() ? "none" : String.join(", ", words));
    return closestTo(word)
        .map(close -> "did you mean '" + close + "'?" + (words.size() > MANY ? "" : " " + all))
        .orElse(all);
  }

  // Damerau-Levenshtein with adjacent transpositions, since swapped letters are the usual slip.
  private static int distance(String one, String other) {
    var rows = new int[one.length() + 1][other.length() + 1];
    for (var i = 0; i <= one.length(); i++) {
      rows[i][0] = i;
    }
    for (var j = 0; j <= other.length(); j++) {
      rows[0][j] = j;
    }
    for (var i = 1; i <= one.length(); i++) {
      for (var j = 1; j <= other.length(); j++) {
        var substitution = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        var least =
            Math.min(
                Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + substitution);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          least = Math.min(least, rows[i - 2][j - 2] + 1);
        }
        rows[i][j] = least;
      }
    }
    return rows[one.length()][other.length()];
  }
}
