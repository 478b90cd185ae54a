package platform.stories;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.isSyncedAndHealthy;
import static platform.stories.expectations.Expectations.movesTo;
import static platform.stories.expectations.Expectations.noNewCapacity;
import static platform.stories.expectations.Expectations.runsOnlyOn;
import static platform.stories.promises.Promise.Level.PROVEN;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.ProgramLogs;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("The manifests' rights are in force")
@ResourceLock(Touches.GIT)
@ResourceLock(Touches.KARPENTER)
@ResourceLock(Touches.KARPENTER_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_SPOT)
class RightsStory {
  private static final String KARPENTER = "gitops/argo/applications/karpenter.yaml";
  private static final String ARGO_CD = "gitops/bootstrap/argocd/kustomization.yaml";
  private static final String WITHOUT_PATCH =
      """
      patches:
        - target:
            kind: (Cluster)?Role
            name: argocd-applicationset-controller
          patch: |-
            - {op: test, path: /rules/0/resources/0, value: applications}
            - {op: test, path: /rules/0/verbs/4, value: patch}
            - {op: remove, path: /rules/0/verbs/4}
      """;

  @Test
  @DisplayName(
      "Karpenter without 'create' on nodeclaims opens no capacity, and does once Argo CD heals its role")
  void karpenterWithoutCreate(StoryPlatform platform) {
    // The chart is not the tree's to change. So its Application heals nothing for a while, and what
    // an administrator takes away stays away.
    platform.commitAndLetRootApply(
        tree -> tree.replace(KARPENTER, "selfHeal: true", "selfHeal: false"));
    removeCreateOfNodeClaims(platform);
    var before = platform.observe();
    var logs = ProgramLogs.of(platform, "karpenter");
    var profile = platform.profile("karpenter-spot");
    String namespace = platform.namespace("without-a-right");
    platform.deploy(
        "batch-worker",
        profile,
        namespace,
        """
        patches:
          - target: {kind: Deployment}
            patch: |-
              - {op: replace, path: /spec/template/spec/containers/0/resources/requests, value: {cpu: "15", memory: 1Gi}}
        """);
    platform.eventually(logs.say("nodeclaims.karpenter.sh is forbidden", "cannot create resource"));
    platform.consistently(noNewCapacity(before), ofSeconds(5));

    platform.commit(tree -> tree.replace(KARPENTER, "selfHeal: false", "selfHeal: true"));
    platform.eventually(
        runsOnlyOn(profile, new PodsOf(namespace, "Deployment", "batch-worker"), 1));
  }

  private static void removeCreateOfNodeClaims(StoryPlatform platform) {
    platform
        .client()
        .rbac()
        .clusterRoles()
        .withName("karpenter-core")
        .edit(
            role -> {
              assertThat(role.getRules())
                  .as("rules of ClusterRole karpenter-core that let it create NodeClaims")
                  .filteredOn(rule -> rule.getResources().contains("nodeclaims"))
                  .filteredOn(rule -> rule.getVerbs().contains("create"))
                  .singleElement()
                  .satisfies(rule -> rule.setVerbs(List.of("delete", "update", "patch")));
              return role;
            });
  }

  @Test
  @DisplayName(
      "Argo CD's ApplicationSet controller without 'patch' on applications changes no profile, and does once it may")
  void applicationSetControllerWithoutPatch(StoryPlatform platform) {
    String without = platform.commit(tree -> tree.replace(ARGO_CD, "patches:\n", WITHOUT_PATCH));
    platform.eventually(isSyncedAndHealthy("argocd", without));
    var logs = ProgramLogs.of(platform, "argocd-applicationset-controller");
    platform.commit(
        tree ->
            tree.replace(
                "gitops/apps/workloads/stateful-cache/overlays/dev/workload.yaml",
                "profile: karpenter-on-demand",
                "profile: karpenter-spot"));
    platform.eventually(
        logs.say("workload-stateful-cache", "is forbidden", "cannot patch resource"));

    String with = platform.commit(tree -> tree.replace(ARGO_CD, WITHOUT_PATCH, "patches:\n"));
    platform.eventually(isSyncedAndHealthy("argocd", with));
    platform.lab().argoCd().refresh(List.of());
    platform.eventually(
        movesTo(
            platform.profile("karpenter-spot"),
            new PodsOf("stateful-cache", "StatefulSet", "stateful-cache"),
            2));
  }
}
