package platform.local.process;

/** Something that the lab needs is not on this machine and can't be fetched: exit code 3. */
public class SomethingMissingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param sentence what is missing, and after a semicolon what to do about it
   */
  public SomethingMissingException(String sentence) {
    super(sentence);
  }

  /**
   * @param problem what is missing, a clause without full stop
   * @param remedy what to do about it, as exact a command as there is
   */
  public SomethingMissingException(String problem, String remedy) {
    super(problem + "; " + remedy);
  }

  public SomethingMissingException(String problem, String remedy, Throwable cause) {
    super(problem + "; " + remedy, cause);
  }
}
