package platform.stories.mistakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static platform.stories.promises.Promise.Level.PROVEN;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StandingObjects;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.StoryTree;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("A mistake in Git takes nothing away")
@ResourceLock(Touches.GIT)
@ResourceLock(Touches.BOOTSTRAP)
@ResourceLock(Touches.KARPENTER)
@ResourceLock(Touches.MANAGED_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_SPOT)
class MistakeInGitStory {
  private static final String ARGO = "gitops/argo/";
  private static final String APPLICATIONS = ARGO + "applications/";
  private static final String WORKLOADS = "gitops/apps/workloads";
  private static final String CAPACITY = "gitops/apps/platform/capacity";
  private static final String TENANTS = "gitops/apps/platform/tenants";

  @ParameterizedTest
  @MethodSource
  @DisplayName(
      "what is deleted or renamed by mistake drains no node, moves no pod and removes no workload")
  void nothingIsTakenAway(Consumer<StoryTree> mistake, StoryPlatform platform) {
    var before = StandingObjects.of(platform.client());
    platform.commitAndLetArgoCdAct(mistake);
    assertThat(before.lostIn(StandingObjects.of(platform.client())))
        .as("what the mistake has taken away")
        .isEmpty();
  }

  static Stream<Arguments> nothingIsTakenAway() {
    return Stream.of(
        mistake("all workloads' folders moved", tree -> tree.rename(WORKLOADS, WORKLOADS + "-old")),
        mistake(
            "a workload's folder renamed",
            tree -> tree.rename(WORKLOADS + "/stateful-cache", WORKLOADS + "/cache")),
        mistake("a workload's folder deleted", tree -> tree.remove(WORKLOADS + "/stateless-api")),
        mistake(
            "a workload's overlay renamed",
            tree ->
                tree.rename(
                    WORKLOADS + "/stateful-cache/overlays/dev",
                    WORKLOADS + "/stateful-cache/overlays/development")),
        mistake(
            "a workload's kustomization emptied",
            tree ->
                tree.replace(
                    WORKLOADS + "/stateless-api/overlays/dev/kustomization.yaml",
                    "resources:\n  - ../../base\n",
                    "")),
        mistake(
            "the generator's path misspelt, so that it yields nothing",
            tree ->
                tree.replace(
                    ARGO + "applicationsets/workloads.yaml",
                    "gitops/apps/workloads/*/",
                    "gitops/apps/workload/*/")),
        mistake(
            "the ApplicationSet deleted",
            tree -> unreference(tree, ARGO + "applicationsets", "workloads.yaml")),
        mistake(
            "the Application of all capacity deleted",
            tree -> unreference(tree, APPLICATIONS, "capacity.yaml")),
        mistake(
            "Karpenter's Application deleted",
            tree -> unreference(tree, APPLICATIONS, "karpenter.yaml")),
        mistake(
            "the Application of Karpenter's definitions deleted",
            tree -> unreference(tree, APPLICATIONS, "karpenter-crds.yaml")),
        mistake(
            "Argo CD's own Application deleted",
            tree -> unreference(tree, APPLICATIONS, "argocd.yaml")),
        mistake(
            "the platform's project deleted",
            tree -> unreference(tree, ARGO + "projects", "platform.yaml")),
        mistake(
            "a NodePool's file deleted",
            tree -> unreference(tree, CAPACITY, "karpenter-on-demand.yaml")),
        mistake(
            "a NodePool's file deleted, its reference left behind",
            tree -> tree.remove(CAPACITY + "/karpenter-spot.yaml")),
        mistake("the node class deleted", tree -> unreference(tree, CAPACITY, "node-class.yaml")),
        mistake(
            "all of capacity's files moved",
            tree -> tree.rename(CAPACITY, CAPACITY + "-karpenter")),
        mistake(
            "all of capacity's resources emptied",
            tree ->
                tree.write(
                    CAPACITY + "/kustomization.yaml",
                    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")),
        mistake("a tenant deleted", tree -> unreference(tree, TENANTS, "stateful-cache")),
        mistake(
            "a tenant's project deleted",
            tree -> unreference(tree, TENANTS + "/stateful-cache", "project.yaml")),
        mistake(
            "a profile's folder renamed",
            tree ->
                tree.rename("gitops/profiles/karpenter-on-demand", "gitops/profiles/on-demand")));
  }

  private static Arguments mistake(String name, Consumer<StoryTree> mistake) {
    return argumentSet(name, mistake);
  }

  /** Deletes a file or folder and its line of the kustomization, so that the rest still builds. */
  private static void unreference(StoryTree tree, String folder, String entry) {
    String within = folder.endsWith("/") ? folder : folder + "/";
    tree.remove(within + entry).replace(within + "kustomization.yaml", "  - " + entry + "\n", "");
  }
}
