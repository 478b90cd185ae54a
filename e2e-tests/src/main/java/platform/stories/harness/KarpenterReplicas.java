package platform.stories.harness;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import platform.local.programs.RunningProgram;

/** Karpenter's replicas, of which one leads and the others stand by. */
public final class KarpenterReplicas {
  private static final String LEASE = "karpenter-leader-election";
  private static final String LEADS =
      "leader_election_master_status{name=\"%s\"} 1".formatted(LEASE);
  private static final int METRICS = 8080;

  /** A lease of a dead leader has to run out before another takes it. */
  private static final int PATIENCE_SECONDS = 90;

  private KarpenterReplicas() {}

  public static List<RunningProgram> all(StoryPlatform platform) {
    return Programs.named(platform, "karpenter");
  }

  public static String metrics(RunningProgram replica) {
    return HttpSurface.onPort(replica.hostPorts().get(METRICS)).get("/metrics").body();
  }

  /** The replica that leads, as soon as one does. */
  public static RunningProgram leader(StoryPlatform platform) {
    // Whoever leads renews the lease every few seconds, so that it is asked for again.
    platform
        .client()
        .leases()
        .inNamespace("karpenter")
        .withName(LEASE)
        .waitUntilCondition(
            lease -> find(platform).isPresent(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    return find(platform).orElseThrow(() -> new AssertionError("no replica of Karpenter leads"));
  }

  /** By its own word: the holders of the lease all have this host's name. */
  private static Optional<RunningProgram> find(StoryPlatform platform) {
    return all(platform).stream()
        .filter(RunningProgram::ready)
        .filter(replica -> metrics(replica).contains(LEADS))
        .findFirst();
  }
}
