package platform.stories.operations;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.areUnschedulable;
import static platform.stories.expectations.Expectations.isGone;
import static platform.stories.expectations.Expectations.isSyncedAndHealthy;
import static platform.stories.expectations.Expectations.noNewCapacity;
import static platform.stories.expectations.Expectations.runsOnlyOn;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedPlatform;
import platform.stories.expectations.Answer.Met;
import platform.stories.expectations.Answer.NotYet;
import platform.stories.expectations.Expectation;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.KarpenterEvents;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Changes of capacity by a commit")
@ResourceLock(Touches.GIT)
@ResourceLock(Touches.KARPENTER_SPOT)
class CapacityChangeStory {
  private static final String POOL = "karpenter-spot";
  private static final String FILE = "gitops/apps/platform/capacity/karpenter-spot.yaml";
  private static final String BUDGETS = "    budgets:\n";
  private static final String PAUSE = BUDGETS + "      - nodes: \"0\"\n";

  @Test
  @DisplayName("a budget of zero keeps an empty node that goes as soon as the budget does")
  void zeroBudgetPausesConsolidation(StoryPlatform platform) {
    applied(platform, platform.commit(tree -> tree.replace(FILE, BUDGETS, PAUSE)));
    var profile = platform.profile(POOL);
    String namespace = platform.namespace("consolidation-paused");
    platform.deploy("batch-worker", profile, namespace, "");
    var pods = new PodsOf(namespace, "Deployment", "batch-worker");
    ObservedPlatform running = platform.eventually(runsOnlyOn(profile, pods, 1));
    String node = podsNode(running, namespace);
    platform.client().apps().deployments().inNamespace(namespace).withName("batch-worker").delete();

    platform
        .client()
        .genericKubernetesResources("karpenter.sh/v1", "NodeClaim")
        .informOnCondition(claims -> claims.stream().anyMatch(claim -> mayGo(claim, node)))
        .orTimeout(90, TimeUnit.SECONDS)
        .join();
    // Karpenter looks for what it may remove every ten seconds, and once more 15 seconds later.
    platform.consistently(isThere(node), ofSeconds(50));
    applied(platform, platform.commit(tree -> tree.replace(FILE, PAUSE, BUDGETS)));
    platform.eventually(isGone(node));
  }

  @Test
  @DisplayName("a lowered limit opens nothing more, and a raised one does")
  void limitIsKept(StoryPlatform platform) {
    var profile = platform.profile(POOL);
    // A machine that is left from before may be large enough, whatever the limit is now: where AWS
    // was lately out of small ones, Karpenter has bought what there was.
    platform.observe().nodes().stream()
        .filter(node -> node.nodePool().equals(Optional.of(POOL)))
        .forEach(node -> platform.eventually(isGone(node.name())));
    applied(
        platform,
        platform.commit(tree -> tree.replace(FILE, "    cpu: \"64\"\n", "    cpu: \"1\"\n")));
    var before = platform.observe();
    String namespace = platform.namespace("limit-lowered");
    platform.deploy(
        "batch-worker",
        profile,
        namespace,
        """
        patches:
          - target: {kind: Deployment}
            patch: |-
              - {op: replace, path: /spec/template/spec/containers/0/resources/requests, value: {cpu: "7", memory: 1Gi}}
        """);
    var pods = new PodsOf(namespace, "Deployment", "batch-worker");
    platform.eventually(areUnschedulable(pods, 1));
    assertThat(KarpenterEvents.firstAbout(platform, namespace))
        .as("Karpenter's own verdict on the pod")
        .contains("limits");
    platform.consistently(noNewCapacity(before), ofSeconds(10));

    applied(
        platform,
        platform.commit(tree -> tree.replace(FILE, "    cpu: \"1\"\n", "    cpu: \"64\"\n")));
    platform.eventually(runsOnlyOn(profile, pods, 1));
  }

  private static void applied(StoryPlatform platform, String commit) {
    platform.eventually(isSyncedAndHealthy("capacity", commit));
  }

  private static String podsNode(ObservedPlatform observed, String namespace) {
    return observed.pods().stream()
        .filter(pod -> pod.namespace().equals(namespace))
        .flatMap(pod -> pod.node().stream())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no pod of " + namespace + " has a node"));
  }

  /** Karpenter says so once a node has been left alone for the pool's {@code consolidateAfter}. */
  private static boolean mayGo(GenericKubernetesResource claim, String node) {
    List<Map<String, Object>> conditions = claim.get("status", "conditions");
    return node.equals(claim.get("status", "nodeName"))
        && conditions.stream()
            .anyMatch(
                condition ->
                    "Consolidatable".equals(condition.get("type"))
                        && "True".equals(condition.get("status")));
  }

  private static Expectation isThere(String node) {
    return new Expectation(
        "node %s stays".formatted(node),
        observed -> find(observed, node).isPresent() ? new Met() : new NotYet("it is gone"));
  }

  private static Optional<ObservedNode> find(ObservedPlatform observed, String node) {
    return observed.node(node);
  }
}
