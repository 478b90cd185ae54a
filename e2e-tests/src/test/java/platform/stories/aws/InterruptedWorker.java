package platform.stories.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.runsOnlyOn;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import platform.local.machines.Machine;
import platform.model.capacity.Profile;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.StoryPlatform;

/**
 * A pod on spot, and the machine under it that AWS tells something about.
 *
 * @param claim the machine's NodeClaim
 * @param claimsBefore all NodeClaims there were
 */
record InterruptedWorker(
    StoryPlatform platform,
    Profile profile,
    PodsOf pods,
    String podUid,
    Machine machine,
    String claim,
    List<String> claimsBefore) {
  private static final String NAMESPACE = "interrupted";
  private static final int PATIENCE_SECONDS = 60;

  /** Deploys it, and waits until it runs. */
  static InterruptedWorker deploy(StoryPlatform platform) {
    Profile profile = platform.profile("karpenter-spot");
    platform.namespace(NAMESPACE);
    platform.deploy("batch-worker", profile, NAMESPACE, "");
    var pods = new PodsOf(NAMESPACE, "Deployment", "batch-worker");
    platform.eventually(runsOnlyOn(profile, pods, 1));
    Pod pod = onlyPod(platform);
    String node = pod.getSpec().getNodeName();
    Machine machine =
        platform.lab().machines().running().stream()
            .filter(each -> each.nodeName().equals(node))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no machine is node " + node));
    List<GenericKubernetesResource> claims =
        platform
            .client()
            .genericKubernetesResources("karpenter.sh/v1", "NodeClaim")
            .list()
            .getItems();
    String claim =
        claims.stream()
            .filter(each -> node.equals(each.get("status", "nodeName")))
            .map(each -> each.getMetadata().getName())
            .findFirst()
            .orElseThrow(() -> new AssertionError("no NodeClaim is node " + node));
    return new InterruptedWorker(
        platform,
        profile,
        pods,
        pod.getMetadata().getUid(),
        machine,
        claim,
        claims.stream().map(each -> each.getMetadata().getName()).toList());
  }

  private static Pod onlyPod(StoryPlatform platform) {
    List<Pod> pods = platform.client().pods().inNamespace(NAMESPACE).list().getItems();
    assertThat(pods).hasSize(1);
    return pods.get(0);
  }

  /** Waits until Karpenter has said something about the NodeClaim. */
  void awaitEvent(String reason) {
    try {
      platform
          .client()
          .v1()
          .events()
          .inAnyNamespace()
          .withField("involvedObject.name", claim)
          .informOnCondition(
              events -> events.stream().anyMatch(event -> reason.equals(event.getReason())))
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      throw new AssertionError(
          "expected that Karpenter says %s about NodeClaim %s within %d s"
              .formatted(reason, claim, PATIENCE_SECONDS),
          e);
    }
  }

  /** Waits until Karpenter has ended the machine. */
  void awaitEnd() {
    boolean isEnded =
        platform
            .lab()
            .aws()
            .awaitCalls(
                calls ->
                    calls.stream()
                        .filter(call -> call.action().equals("TerminateInstances"))
                        .anyMatch(call -> call.parameters().containsValue(machine.instanceId())),
                Duration.ofSeconds(PATIENCE_SECONDS));
    assertThat(isEnded).as("whether machine %s was ended", machine.instanceId()).isTrue();
  }

  /** The machine is kept, its node takes pods, and the pod is the one that it was. */
  void assertUnharmed() {
    var nodeClaim =
        platform
            .client()
            .genericKubernetesResources("karpenter.sh/v1", "NodeClaim")
            .withName(claim)
            .get();
    assertThat(nodeClaim).as("NodeClaim %s", claim).isNotNull();
    assertThat(nodeClaim.getMetadata().getDeletionTimestamp())
        .as("when NodeClaim %s was deleted", claim)
        .isNull();
    var node = platform.client().nodes().withName(machine.nodeName()).require();
    assertThat(node.getSpec().getTaints())
        .extracting(Taint::getKey)
        .as("taints of node %s", machine.nodeName())
        .doesNotContain("karpenter.sh/disrupted", "node.kubernetes.io/unschedulable");
    assertThat(onlyPod(platform).getMetadata().getUid())
        .as("uid of the pod that ran before")
        .isEqualTo(podUid);
  }
}
