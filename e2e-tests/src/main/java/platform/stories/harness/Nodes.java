package platform.stories.harness;

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

  /** Whether a node takes new pods. */
  public static void cordon(StoryPlatform platform, String name, boolean unschedulable) {
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
   * A bootstrap node takes no pods until all of the platform that may run on the other one does so,
   * as if it had been away for a while; what keeps its replicas apart stays.
   */
  public static void beAwayForAWhile(StoryPlatform platform, String name) {
    var before = platform.observe();
    cordon(platform, name, true);
    try {
      for (ObservedPod pod : movable(before, name)) {
        platform.client().pods().inNamespace(pod.namespace()).withName(pod.name()).evict();
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
      cordon(platform, name, false);
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
