package platform.stories.harness;

/**
 * What stories touch of the platform that they share, for {@code @ResourceLock}: who only looks
 * reads, who changes what others may look at writes.
 */
public final class Touches {
  /** The machines of the managed node group and what runs there. */
  public static final String BOOTSTRAP = "bootstrap";

  /** The tree that Argo CD follows: one commit and one sync at a time. */
  public static final String GIT = "git";

  /** Karpenter's own programs. */
  public static final String KARPENTER = "karpenter";

  public static final String MANAGED_ON_DEMAND = "profile:managed-on-demand";
  public static final String KARPENTER_ON_DEMAND = "profile:karpenter-on-demand";
  public static final String KARPENTER_SPOT = "profile:karpenter-spot";

  private Touches() {}
}
