package platform.model.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a settings.yaml, in which values can be changed and all else stays as it is. */
public record SettingsText(String text) {
  private static final Pattern ENTRY =
      Pattern.compile("^(  )([A-Za-z]+)(: +)(\"[^\"]*\"|'[^']*'|[^#\\s][^#]*?)(\\s+#.*|\\s*)$");

  /**
   * The text with other values: comments, order and quotes stay.
   *
   * @throws IllegalArgumentException when a setting has no line of its own below {@code data}
   */
  public SettingsText with(Map<String, String> corrections) {
    var lines = new ArrayList<String>(List.of(text.split("\n", -1)));
    for (Map.Entry<String, String> correction : corrections.entrySet()) {
      int line = lineOf(lines, correction.getKey());
      Matcher entry = ENTRY.matcher(lines.get(line));
      if (!entry.matches()) {
        throw new IllegalStateException("no entry any more: " + lines.get(line));
      }
      String before = entry.group(4);
      boolean isQuoted = before.startsWith("\"") || before.startsWith("'");
      // YAML would take it for a number or the like, and a setting is text.
      boolean needsQuotes =
          !correction.getValue().matches("[A-Za-z/][A-Za-z0-9:/._@-]*|[0-9]+(m|Mi|Gi)");
      String quote = isQuoted ? before.substring(0, 1) : needsQuotes ? "\"" : "";
      lines.set(
          line,
          entry.group(1)
              + entry.group(2)
              + entry.group(3)
              + quote
              + correction.getValue()
              + quote
              + entry.group(5));
    }
    return new SettingsText(String.join("\n", lines));
  }

  private static int lineOf(List<String> lines, String setting) {
    int data = lines.indexOf("data:");
    for (int i = data + 1; data >= 0 && i < lines.size(); i++) {
      Matcher entry = ENTRY.matcher(lines.get(i));
      if (entry.matches() && entry.group(2).equals(setting)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "setting '%s' has no line below 'data:'; add it by hand".formatted(setting));
  }
}
