package platform.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.applicationComplains;
import static platform.stories.expectations.Expectations.isSyncedAndHealthy;
import static platform.stories.expectations.Expectations.movesTo;
import static platform.stories.promises.Promise.Level.PROVEN;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Choice of a profile in Git")
@ResourceLock(Touches.GIT)
@ResourceLock(Touches.MANAGED_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_SPOT)
class ProfileChoiceStory {
  private static final String CACHE = "gitops/apps/workloads/stateful-cache/overlays/dev/";
  private static final String API = "gitops/apps/workloads/stateless-api/overlays/dev/";

  @Test
  @DisplayName("a commit that changes a workload's profile moves its pods")
  void changedProfileMovesPods(StoryPlatform platform) {
    platform.commit(
        tree ->
            tree.replace(
                CACHE + "workload.yaml",
                "profile: karpenter-on-demand",
                "profile: karpenter-spot"));
    platform.eventually(
        movesTo(
            platform.profile("karpenter-spot"),
            new PodsOf("stateful-cache", "StatefulSet", "stateful-cache"),
            2));
  }

  @Test
  @DisplayName("an unknown profile: its Application says why and applies nothing, the others go on")
  void unknownProfileStopsOnlyItself(StoryPlatform platform) {
    var before = replicasOfApi(platform);
    platform.commit(
        tree ->
            tree.replace(
                API + "workload.yaml", "profile: managed-on-demand", "profile: karpenter-spto"));
    platform.eventually(applicationComplains("workload-stateless-api", "karpenter-spto"));
    // A commit of its own: what comes in one commit with the profile may still be applied with the
    // old one, since Argo CD compares Applications and generates them side by side.
    String commit =
        platform.commit(
            tree -> {
              tree.replace(API + "kustomization.yaml", "count: 2", "count: 1");
              tree.replace(CACHE + "kustomization.yaml", "count: 2", "count: 3");
            });
    platform.eventually(isSyncedAndHealthy("workload-stateful-cache", commit));
    platform.eventually(isSyncedAndHealthy("workload-nightly-report", commit));
    platform.eventually(isSyncedAndHealthy("capacity", commit));
    assertThat(replicasOfApi(platform)).as("replicas that the API server holds").isEqualTo(before);
  }

  private static int replicasOfApi(StoryPlatform platform) {
    return platform
        .client()
        .apps()
        .deployments()
        .inNamespace("stateless-api")
        .withName("stateless-api")
        .get()
        .getSpec()
        .getReplicas();
  }
}
