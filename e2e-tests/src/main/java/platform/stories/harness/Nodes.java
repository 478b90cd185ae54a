package platform.stories.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.List;
import platform.model.capacity.Profile;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.stories.expectations.Answer.Met;
import platform.stories.expectations.Answer.NotYet;
import platform.stories.expectations.Expectation;

/** What is done to nodes by hand. */
public final class Nodes {
  private Nodes() {}

  /** The names of a profile's nodes. */
  public static List<String> of(StoryPlatform platform, Profile profile) {
    return platform.observe().nodes().stream()
        .filter(node -> profile.name().equals(node.labels().get(Profile.KEY)))
        .map(ObservedNode::name)
        .toList();
  }

  /** From now on a node takes no new pods. */
  public static void cordon(StoryPlatform platform, String name) {
    setUnschedulable(platform, name, true);
  }

  /** From now on a node takes pods again. */
  public static void uncordon(StoryPlatform platform, String name) {
    setUnschedulable(platform, name, false);
  }

  private static void setUnschedulable(StoryPlatform platform, String name, boolean unschedulable) {
    platform
        .client()
        .nodes()
        .withName(name)
        .edit(
            present ->
                new NodeBuilder(present)
                    .editSpec()
                    .withUnschedulable(unschedulable)
                    .endSpec()
                    .build());
  }

  /**
   * Drains a bootstrap node of all of the platform that may run on the other one, and uncordons it:
   * as if it had been away for a while. What keeps its replicas apart stays.
   */
  public static void drainAndUncordon(StoryPlatform platform, String name) {
    var before = platform.observe();
    cordon(platform, name);
    try {
      for (ObservedPod pod : movable(before, name)) {
        assertThat(
                platform.client().pods().inNamespace(pod.namespace()).withName(pod.name()).evict())
            .as("eviction of %s", pod.qualifiedName())
            .isTrue();
      }
      long all = platformPods(before);
      platform.eventually(
          new Expectation(
              "%d pods of the platform run, all that may away from %s".formatted(all, name),
              observed -> {
                long running = platformPods(observed);
                int left = movable(observed, name).size();
                return running >= all && left == 0
                    ? new Met()
                    : new NotYet("%d run, and %d are still there".formatted(running, left));
              }));
    } finally {
      uncordon(platform, name);
    }
  }

  private static List<ObservedPod> movable(ObservedPlatform observed, String node) {
    return observed.pods().stream()
        .filter(Nodes::isOfThePlatform)
        .filter(pod -> pod.node().filter(node::equals).isPresent() && !pod.keepsApart())
        .toList();
  }

  private static long platformPods(ObservedPlatform observed) {
    return observed.pods().stream().filter(pod -> isOfThePlatform(pod) && pod.isRunning()).count();
  }

  /** By its priority, which is above the workloads'. */
  private static boolean isOfThePlatform(ObservedPod pod) {
    return pod.priority() > 0 && !pod.isDaemon();
  }
}
