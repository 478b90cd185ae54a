package platform.model.report;

import java.util.List;
import java.util.Map;

/**
 * Something of the platform, told to people and to programs.
 *
 * @param lines for a terminal
 * @param json the same as values
 */
public record Description(List<String> lines, Map<String, Object> json) {
  public Description {
    lines = List.copyOf(lines);
  }

  public String text() {
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  public String jsonText() {
    return JsonReport.render(json);
  }
}
