package platform.cli;

import java.util.Map;

/**
 * Where the command's output goes.
 *
 * @param isInteractive whether a person watches standard error
 * @param showsColour whether standard output may be coloured
 * @param width columns
 */
record Terminal(boolean isInteractive, boolean showsColour, int width) {
  private static final int USUAL_WIDTH = 100;

  /**
   * From what {@code scripts/platform} saw of the file descriptors (Java knows only both at once)
   * and the customary variables NO_COLOR, TERM and COLUMNS.
   */
  static Terminal current() {
    return of(
        System.getenv(),
        Boolean.getBoolean("platform.stdout.terminal"),
        Boolean.getBoolean("platform.stderr.terminal"));
  }

  static Terminal of(Map<String, String> environment, boolean standardOut, boolean standardError) {
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty() && !dumb;
    return new Terminal(
        standardError && !dumb,
        standardOut && colour,
        width(environment.getOrDefault("COLUMNS", "")));
  }

  private static int width(String columns) {
    return columns.matches("\\d{2,4}") ? Integer.parseInt(columns) : USUAL_WIDTH;
  }
}
