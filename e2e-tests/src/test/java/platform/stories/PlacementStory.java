package platform.stories;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ;
import static platform.stories.expectations.Expectations.areUnschedulable;
import static platform.stories.expectations.Expectations.noNewCapacity;
import static platform.stories.expectations.Expectations.runsOnlyOn;
import static platform.stories.promises.Promise.Level.PROVEN;

import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import platform.model.findings.Finding;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.KarpenterEvents;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Placement")
class PlacementStory {
  @Test
  @DisplayName("every workload of the tree runs where its profile says and nowhere else")
  @ResourceLock(value = Touches.GIT, mode = READ)
  @ResourceLock(value = Touches.MANAGED_ON_DEMAND, mode = READ)
  @ResourceLock(value = Touches.KARPENTER_ON_DEMAND, mode = READ)
  @ResourceLock(value = Touches.KARPENTER_SPOT, mode = READ)
  void treeRunsAsPromised(StoryPlatform platform) {
    var result = platform.verify().result();
    assertThat(result.findings()).extracting(Finding::sentence).isEmpty();
    assertThat(result.profiles())
        .allSatisfy(
            profile ->
                assertThat(profile.workloads())
                    .as("workloads on %s", profile.profile().name())
                    .isNotEmpty()
                    .allSatisfy(workload -> assertThat(workload.pods()).isNotEmpty()));
  }

  @ParameterizedTest(name = "a Deployment on {0} runs only there")
  @DisplayName("a Deployment runs on the nodes of its profile and nowhere else")
  @ValueSource(strings = {"managed-on-demand", "karpenter-on-demand", "karpenter-spot"})
  @ResourceLock(value = Touches.GIT, mode = READ)
  @ResourceLock(value = Touches.MANAGED_ON_DEMAND, mode = READ)
  @ResourceLock(value = Touches.KARPENTER_ON_DEMAND, mode = READ)
  @ResourceLock(value = Touches.KARPENTER_SPOT, mode = READ)
  void deploymentRunsOnItsProfile(String profileName, StoryPlatform platform) {
    var profile = platform.profile(profileName);
    String namespace = platform.namespace("on-" + profileName);
    platform.deploy(
        "batch-worker",
        profile,
        namespace,
        """
        patches:
          - target: {kind: Deployment}
            patch: |-
              - {op: replace, path: /spec/replicas, value: 2}
              - {op: replace, path: /spec/template/spec/containers/0/resources/requests, value: {cpu: 200m, memory: 64Mi}}
        """);
    platform.eventually(
        runsOnlyOn(profile, new PodsOf(namespace, "Deployment", "batch-worker"), 2));
  }

  @Test
  @DisplayName("Argo CD's pods share both bootstrap nodes from the start, three and two")
  @ResourceLock(value = Touches.BOOTSTRAP, mode = READ)
  void argoCdSharesBootstrapNodes(StoryPlatform platform) {
    var podsByNode =
        platform.asStarted().pods().stream()
            .filter(pod -> pod.namespace().equals("argocd") && pod.isRunning())
            .collect(Collectors.groupingBy(pod -> pod.node().orElseThrow(), Collectors.counting()));
    assertThat(podsByNode.values())
        .as(
            "Argo CD's pods by node, which gitops/bootstrap/argocd/patches/placement.yaml spreads: %s",
            podsByNode)
        .containsExactlyInAnyOrder(3L, 2L);
  }

  @Test
  @DisplayName("bootstrap full: a managed-on-demand pod stays Pending and opens no capacity")
  @ResourceLock(value = Touches.GIT, mode = READ)
  @ResourceLock(Touches.BOOTSTRAP)
  @ResourceLock(Touches.MANAGED_ON_DEMAND)
  @ResourceLock(Touches.KARPENTER_ON_DEMAND)
  @ResourceLock(Touches.KARPENTER_SPOT)
  void fullBootstrapOpensNoCapacity(StoryPlatform platform) {
    var before = platform.observe();
    var profile = platform.profile("managed-on-demand");
    String namespace = platform.namespace("bootstrap-full");
    platform.deploy(
        "batch-worker",
        profile,
        namespace,
        """
        patches:
          - target: {kind: Deployment}
            patch: |-
              - {op: replace, path: /spec/template/spec/containers/0/resources/requests/cpu, value: 1900m}
        """);
    var pods = new PodsOf(namespace, "Deployment", "batch-worker");
    platform.eventually(areUnschedulable(pods, 1));
    assertThat(KarpenterEvents.firstAbout(platform, namespace))
        .as("Karpenter's own verdict on the pod")
        .contains("did not tolerate taint");
    platform.consistently(noNewCapacity(before), ofSeconds(10));
  }

  @Test
  @DisplayName("a pod without a profile opens no capacity, however much it asks for")
  @ResourceLock(value = Touches.GIT, mode = READ)
  @ResourceLock(Touches.BOOTSTRAP)
  @ResourceLock(Touches.MANAGED_ON_DEMAND)
  @ResourceLock(Touches.KARPENTER_ON_DEMAND)
  @ResourceLock(Touches.KARPENTER_SPOT)
  void podWithoutProfileOpensNoCapacity(StoryPlatform platform) {
    var before = platform.observe();
    // Where admission doesn't look: a workload's namespace would refuse such a pod.
    String namespace = "kube-public";
    var deployment =
        platform
            .client()
            .resource(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: stray, namespace: kube-public}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: stray}}
                  template:
                    metadata: {labels: {app: stray}}
                    spec:
                      containers:
                        - name: stray
                          image: public.ecr.aws/docker/library/busybox:1.37.0
                          resources: {requests: {cpu: "3", memory: 4Gi}}
                """);
    deployment.create();
    try {
      platform.eventually(areUnschedulable(new PodsOf(namespace, "Deployment", "stray"), 2));
      assertThat(KarpenterEvents.firstAbout(platform, namespace))
          .as("Karpenter's own verdict on the pods")
          .contains("did not tolerate taint");
      platform.consistently(noNewCapacity(before), ofSeconds(10));
    } finally {
      deployment.delete();
    }
  }
}
