package platform.stories.profiles;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.runsOnlyOn;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import platform.model.observed.ObservedNode;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.Nodes;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Replicas of a workload")
@ResourceLock(Touches.MANAGED_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_SPOT)
class ReplicasStory {
  private static final String TWO = "replicas: [{name: stateless-api, count: 2}]";

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"managed-on-demand", "karpenter-on-demand", "karpenter-spot"})
  @DisplayName("two replicas never share a zone, whatever the profile")
  void runInTwoZones(String name, StoryPlatform platform) {
    var profile = platform.profile(name);
    String namespace = platform.namespace("two-replicas");
    platform.deploy("stateless-api", profile, namespace, TWO);
    var observed =
        platform.eventually(
            runsOnlyOn(profile, new PodsOf(namespace, "Deployment", "stateless-api"), 2));
    assertThat(
            observed.pods().stream()
                .filter(pod -> pod.namespace().equals(namespace))
                .flatMap(pod -> observed.nodeOf(pod).stream())
                .map(ObservedNode::zone)
                .collect(Collectors.toSet()))
        .as("zones of the two pods")
        .hasSize(2);
  }

  @Test
  @DisplayName("a drain takes one of them at a time, the other once the first is replaced")
  @ResourceLock(Touches.BOOTSTRAP)
  void oneAtATime(StoryPlatform platform) {
    var profile = platform.profile("managed-on-demand");
    String namespace = platform.namespace("drained-replicas");
    platform.deploy("stateless-api", profile, namespace, TWO);
    platform.eventually(
        runsOnlyOn(profile, new PodsOf(namespace, "Deployment", "stateless-api"), 2));
    awaitDisruptionsAllowed(platform, namespace);
    List<Pod> pods = platform.client().pods().inNamespace(namespace).list().getItems();
    assertThat(pods).hasSize(2);
    try (var impatient = asksOnce(platform.client())) {
      // Cordoned, as by every drain; here all nodes are, since else the first pod may be replaced
      // before the second is asked for.
      Nodes.of(platform, profile).forEach(node -> Nodes.cordon(platform, node));
      try {
        assertThat(impatient.pods().resource(pods.get(0)).evict()).as("first").isTrue();
        assertThat(impatient.pods().resource(pods.get(1)).evict()).as("second").isFalse();
      } finally {
        Nodes.of(platform, profile).forEach(node -> Nodes.uncordon(platform, node));
      }
      awaitDisruptionsAllowed(platform, namespace);
      assertThat(impatient.pods().resource(pods.get(1)).evict()).as("second, later").isTrue();
    }
  }

  private static void awaitDisruptionsAllowed(StoryPlatform platform, String namespace) {
    platform
        .client()
        .policy()
        .v1()
        .podDisruptionBudget()
        .inNamespace(namespace)
        .withName("profile")
        .waitUntilCondition(budget -> budget.getStatus().getDisruptionsAllowed() >= 1, 60, SECONDS);
  }

  /** A refused eviction is answered by "too many requests", which the client else asks again. */
  private static KubernetesClient asksOnce(KubernetesClient client) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(client.getConfiguration())
                .withAutoConfigure(false)
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }
}
