package platform.stories;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.runOnNodesThat;
import static platform.stories.promises.Promise.Level.PROVEN;

import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.model.findings.Finding;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.StoryTree;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Broken on purpose, verify goes red and says what and where")
@ResourceLock(Touches.GIT)
@ResourceLock(Touches.MANAGED_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_SPOT)
@ResourceLock(Touches.KARPENTER)
class BrokenPromiseStory {
  private static final String ON_DEMAND = "gitops/profiles/karpenter-on-demand/";
  private static final String SPOT = "gitops/profiles/karpenter-spot/";
  private static final String CACHE_CHOICE =
      "gitops/apps/workloads/stateful-cache/overlays/dev/workload.yaml";
  private static final PodsOf CACHE = new PodsOf("stateful-cache", "StatefulSet", "stateful-cache");
  private static final String CAPACITY = "gitops/apps/platform/capacity/";

  @Test
  @DisplayName("a node selector dropped from a Component")
  void droppedNodeSelector(StoryPlatform platform) {
    assertThatVerify(
            platform,
            tree ->
                tree.replace(
                    ON_DEMAND + "pod-template.yaml",
                    """
                          nodeSelector:
                            capacity.platform/profile: karpenter-on-demand
                    """,
                    ""))
        .anySatisfy(
            finding ->
                assertFinding(
                    finding,
                    "every-application-is-synced-and-healthy",
                    "workload-stateful-cache",
                    "ValidatingAdmissionPolicy 'workload-profile'"));
  }

  @Test
  @DisplayName("two profiles' Components swapped in the lab only")
  void swappedComponents(StoryPlatform platform) {
    platform.commitInLabOnly(
        tree -> tree.swap(ON_DEMAND + "pod-template.yaml", SPOT + "pod-template.yaml"));
    assertThat(platform.verify().result().findings())
        .anySatisfy(
            finding ->
                assertFinding(
                    finding,
                    "workload-pods-run-on-their-profile-only",
                    "stateful-cache/stateful-cache-0",
                    "karpenter-on-demand"));
  }

  @Test
  @DisplayName("a taint dropped from a NodePool")
  void droppedTaint(StoryPlatform platform) {
    assertThatVerify(
            platform,
            tree ->
                tree.replace(
                    CAPACITY + "karpenter-on-demand.yaml",
                    """
                          taints:
                            - key: capacity.platform/profile
                              value: karpenter-on-demand
                              effect: NoSchedule
                    """,
                    ""))
        .anySatisfy(
            finding ->
                assertFinding(
                    finding,
                    "every-karpenter-profile-has-its-node-pool",
                    "karpenter-on-demand",
                    CAPACITY + "karpenter-on-demand.yaml"))
        .anySatisfy(
            finding ->
                assertFinding(
                    finding,
                    "every-application-is-synced-and-healthy",
                    "capacity",
                    "ValidatingAdmissionPolicy 'node-pools'"));
  }

  @Test
  @DisplayName("spot turned on-demand in the spot NodePool")
  void spotTurnedOnDemand(StoryPlatform platform) {
    // With pods that stay: the nodes of a Job are gone by the time that all has settled.
    platform.commit(
        tree ->
            tree.replace(CACHE_CHOICE, "profile: karpenter-on-demand", "profile: karpenter-spot")
                .replace(CAPACITY + "karpenter-spot.yaml", "- spot\n", "- on-demand\n"));
    platform.eventually(
        runOnNodesThat(
            "the spot NodePool made on demand",
            node ->
                node.nodePool().equals(Optional.of("karpenter-spot"))
                    && node.capacityType().equals("on-demand"),
            CACHE,
            2),
        ofMinutes(4));
    assertThat(platform.verify().result().findings())
        .anySatisfy(
            finding ->
                assertFinding(
                    finding,
                    "every-karpenter-profile-has-its-node-pool",
                    "promises spot",
                    CAPACITY + "karpenter-spot.yaml"))
        .anySatisfy(
            finding ->
                assertFinding(
                    finding,
                    "nodes-have-the-promised-capacity",
                    "on-demand",
                    CAPACITY + "karpenter-spot.yaml"));
  }

  @Test
  @DisplayName("a node class whose role does not exist")
  void wrongRole(StoryPlatform platform) {
    assertThatVerify(
            platform,
            tree ->
                tree.replace(
                        "gitops/environments/replacements/capacity.yaml",
                        """
                        - source:
                            kind: ConfigMap
                            name: settings
                            fieldPath: data.nodeRole
                          targets:
                            - select:
                                kind: EC2NodeClass
                              fieldPaths:
                                - spec.role
                        """,
                        "")
                    .replace(
                        CAPACITY + "node-class.yaml",
                        "role: set-by-environment",
                        "role: somebody-elses-role"))
        .anySatisfy(
            finding ->
                assertFinding(
                    finding,
                    "capacity-objects-are-ready",
                    "EC2NodeClass 'default' is not ready",
                    CAPACITY + "node-class.yaml"))
        .anySatisfy(
            finding ->
                assertFinding(
                    finding,
                    "aws-calls-are-answered",
                    "AddRoleToInstanceProfile",
                    "somebody-elses-role"));
  }

  @Test
  @DisplayName("a Helm value that the chart does not know")
  void unknownHelmValue(StoryPlatform platform) {
    assertThatVerify(
            platform,
            tree ->
                tree.replace(
                    "gitops/argo/applications/karpenter.yaml",
                    "        serviceMonitor:\n",
                    "        serviceMonitors:\n"))
        .anySatisfy(
            finding ->
                assertFinding(
                    finding,
                    "helm-values-are-known-to-their-chart",
                    "serviceMonitors",
                    "did you mean 'serviceMonitor'"));
  }

  @Test
  @DisplayName("a Secret that a workload needs and nobody made")
  void missingSecret(StoryPlatform platform) {
    String overlay = "gitops/apps/workloads/stateless-api/overlays/dev/kustomization.yaml";
    assertThatVerify(
            platform,
            tree ->
                tree.write(
                    overlay,
                    tree.read(overlay)
                        + """
                        patches:
                          - target:
                              kind: Deployment
                            patch: |-
                              - op: add
                                path: /spec/template/spec/containers/0/envFrom
                                value:
                                  - secretRef:
                                      name: api-credentials
                        """))
        .anySatisfy(
            finding ->
                assertFinding(
                    finding,
                    "every-promised-pod-runs",
                    "secret \"api-credentials\" not found",
                    "namespace stateless-api"));
  }

  private static org.assertj.core.api.ListAssert<Finding> assertThatVerify(
      StoryPlatform platform, Consumer<StoryTree> change) {
    platform.commit(change);
    return assertThat(platform.verify().result().findings());
  }

  private static void assertFinding(Finding finding, String rule, String... parts) {
    assertThat(finding.rule()).isEqualTo(rule);
    assertThat(finding.sentence()).contains(parts);
    assertThat(finding.remedy()).isNotBlank();
  }
}
