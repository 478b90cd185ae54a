package platform.stories.capacity;

import static java.time.Duration.ofSeconds;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.opensAtMost;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.model.observed.ObservedNode;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("A pod that can't run costs little")
@ResourceLock(Touches.KARPENTER_SPOT)
class StuckPodStory {
  private static final String POOL = "karpenter-spot";

  /** What an AL2023 machine takes from its launch to its Node. */
  private static final Duration AS_ON_AWS = ofSeconds(35);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          asks for more than any allowed machine has | 0 | {op: replace, path: /spec/template/spec/containers/0/resources/requests, value: {cpu: "64", memory: 1Gi}}
          waits for a Secret that nobody made        | 1 | {op: add, path: /spec/template/spec/containers/0/envFrom, value: [{secretRef: {name: nobody-made-it}}]}
          """)
  @DisplayName("a pod that can never run opens no more than the one node that it asks for")
  void opensNoMoreThanItAsksFor(String pod, int nodes, String patch, StoryPlatform platform) {
    var before = platform.observe();
    deploy(platform, patch);
    platform.consistently(opensAtMost(nodes, before), ofSeconds(40));
  }

  @Test
  @DisplayName("a pod whose nodes all turn it away opens no more than three at a time")
  void nodesThatTurnItAway(StoryPlatform platform) {
    var before = platform.observe();
    var machines = platform.lab().machines();
    // How many there are at a time is how long one stays over how long one takes to come.
    var usual = machines.bootAfter(AS_ON_AWS);
    var present = before.nodes().stream().map(ObservedNode::name).collect(toSet());
    var taints = new TaintsNewNodes(platform.client(), present, ConcurrentHashMap.newKeySet());
    var informer = platform.client().nodes().inform(taints);
    try {
      deploy(
          platform,
          "{op: replace, path: /spec/template/spec/containers/0/resources/requests, value: {cpu: \"1\", memory: 1Gi}}");
      platform.consistently(opensAtMost(3, before), ofSeconds(180));
    } finally {
      informer.close();
      machines.bootAfter(usual);
    }
    assertThat(taints.tainted()).as("nodes that turned it away").hasSizeGreaterThan(1);
  }

  /**
   * As an agent that never becomes ready on its node does, on those that are there too.
   *
   * @param present nodes that were there before
   * @param tainted those that came
   */
  private record TaintsNewNodes(KubernetesClient client, Set<String> present, Set<String> tainted)
      implements ResourceEventHandler<Node> {
    private static final String TAINT =
        """
        [{"op": "add", "path": "/spec/taints/-",
          "value": {"key": "example.com/agent-not-ready", "value": "true", "effect": "NoSchedule"}}]
        """;

    @Override
    public void onAdd(Node node) {
      var name = node.getMetadata().getName();
      // Its labels come when Karpenter registers it, and then the pod is already bound.
      if (node.getSpec().getTaints().stream().anyMatch(taint -> POOL.equals(taint.getValue()))) {
        client.nodes().withName(name).patch(PatchContext.of(PatchType.JSON), TAINT);
        if (!present.contains(name)) {
          tainted.add(name);
        }
      }
    }

    @Override
    public void onUpdate(Node before, Node after) {}

    @Override
    public void onDelete(Node node, boolean stateUnknown) {}
  }

  private static void deploy(StoryPlatform platform, String patch) {
    String namespace = platform.namespace("stuck-pod");
    platform.deploy(
        "batch-worker",
        platform.profile(POOL),
        namespace,
        """
        replicas: [{name: batch-worker, count: 1}]
        patches:
          - target: {kind: Deployment}
            patch: |-
              - %s
        """
            .formatted(patch));
  }
}
