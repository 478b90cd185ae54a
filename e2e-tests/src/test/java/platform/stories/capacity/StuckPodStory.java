package platform.stories.capacity;

import static java.time.Duration.ofSeconds;
import static platform.stories.expectations.Expectations.opensAtMost;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    var tainting = platform.client().nodes().inform(new TaintsNewNodes(platform.client()));
    try {
      deploy(
          platform,
          "{op: replace, path: /spec/template/spec/containers/0/resources/requests, value: {cpu: \"1\", memory: 1Gi}}");
      platform.consistently(opensAtMost(3, before), ofSeconds(120));
    } finally {
      tainting.close();
    }
  }

  /** As an agent that never becomes ready on its node does. */
  private record TaintsNewNodes(KubernetesClient client) implements ResourceEventHandler<Node> {
    @Override
    public void onAdd(Node node) {
      if (POOL.equals(node.getMetadata().getLabels().get("karpenter.sh/nodepool"))) {
        client
            .nodes()
            .withName(node.getMetadata().getName())
            .edit(
                present ->
                    new NodeBuilder(present)
                        .editSpec()
                        .addNewTaint("NoSchedule", "example.com/agent-not-ready", null, "true")
                        .endSpec()
                        .build());
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
