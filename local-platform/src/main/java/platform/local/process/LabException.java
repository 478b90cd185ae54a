package platform.local.process;

/** The lab could not do its part; the message names the part and where to look. Exit code 2. */
public class LabException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LabException(String message) {
    super(message);
  }

  public LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
