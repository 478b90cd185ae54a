package platform.cli;

/** The tree has a fault with which no lab can be started: a finding, exit code 1. */
final class BrokenTreeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param findings a line each
   */
  BrokenTreeException(String findings) {
    super(findings);
  }
}
