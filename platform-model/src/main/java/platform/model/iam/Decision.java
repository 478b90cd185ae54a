package platform.model.iam;

/** IAM's answer to a request, and why. */
public sealed interface Decision {
  /** What the request was about. */
  IamRequest request();

  boolean isAllowed();

  /** A statement allows it and none denies it. */
  record Allowed(IamRequest request, Statement by) implements Decision {
    @Override
    public boolean isAllowed() {
      return true;
    }
  }

  /** A statement denies it, which no other can overrule. */
  record Denied(IamRequest request, Statement by) implements Decision {
    @Override
    public boolean isAllowed() {
      return false;
    }
  }

  /** No statement speaks of it, so it is denied. */
  record NotAllowed(IamRequest request) implements Decision {
    @Override
    public boolean isAllowed() {
      return false;
    }
  }
}
