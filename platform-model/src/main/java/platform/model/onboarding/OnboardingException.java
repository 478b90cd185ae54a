package platform.model.onboarding;

/** A workload that can't be brought in as it was asked for; nothing was written. */
public final class OnboardingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OnboardingException(String problem, String remedy) {
    super(problem + "; " + remedy);
  }
}
