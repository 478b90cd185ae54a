package platform.model.platform;

/** Nothing can be read at all: no repository of this kind, or no such environment. */
public final class PlatformTreeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param problem what is wrong, a clause without full stop
   * @param remedy what to do, a clause without full stop
   */
  public PlatformTreeException(String problem, String remedy) {
    super(problem + "; " + remedy);
  }
}
