package platform.cli;

/** Exit codes of every command. */
final class ExitCode {
  static final int PROMISE_KEPT = 0;
  static final int FINDING = 1;
  static final int USAGE_OR_DEFECT = 2;
  static final int SOMETHING_MISSING = 3;

  private ExitCode() {}
}
