package platform.local.process;

/**
 * Where the lab says what it is doing, so that nobody waits in silence. Safe for use by many
 * threads.
 */
public interface Progress {

  /** A line that stays: something happened. */
  void say(String line);

  /**
   * What is under way right now; a terminal shows only the newest, a plain log shows few of them.
   */
  void update(String line);

  /** Progress that goes nowhere, for tests. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void say(String line) {}

      @Override
      public void update(String line) {}
    };
  }
}
