package platform.model.iam;

/** What a statement does to the requests that it matches. */
public enum Effect {
  ALLOW,
  DENY
}
