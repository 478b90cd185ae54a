package platform.stories.operations;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.runsOnlyOn;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.local.operations.Cluster;
import platform.local.operations.RetirementPlans;
import platform.local.operations.Retiring;
import platform.model.observed.ObservedNode;
import platform.model.operations.Retirement;
import platform.model.operations.Retirement.Check;
import platform.model.operations.Retirement.Stage;
import platform.model.operations.RetirementPlan;
import platform.stories.expectations.Answer.Met;
import platform.stories.expectations.Answer.NotYet;
import platform.stories.expectations.Expectation;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.StoryTree;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Retiring on purpose")
@ResourceLock(Touches.GIT)
class RetirementStory {
  private static final String CAPACITY = "gitops/apps/platform/capacity/";
  private static final String SPOT_POOL = CAPACITY + "karpenter-spot.yaml";
  private static final String TENANTS = "gitops/apps/platform/tenants/";
  private static final String WORKLOADS = "gitops/apps/workloads/";
  private static final String APPROVAL =
      "  annotations:\n    " + Retirement.APPROVAL + ": told so by a story\n";

  @Test
  @DisplayName(
      "a workload whose files are gone runs on until it is retired, and then goes with its namespace"
          + " and nothing else")
  @ResourceLock(Touches.MANAGED_ON_DEMAND)
  @ResourceLock(Touches.KARPENTER_ON_DEMAND)
  void workloadGoesOnlyWhenRetired(StoryPlatform platform) {
    Function<RetirementPlans, RetirementPlan> api = plans -> plans.workload("stateless-api");
    String tenant = TENANTS + "stateless-api/";
    platform.commitAndLetArgoCdAct(
        tree -> {
          for (String file : List.of("namespace.yaml", "project.yaml")) {
            tree.replace(tenant + file, "  annotations:\n", APPROVAL);
          }
        });
    assertThat(refusals(plan(platform, api)))
        .anyMatch(sentence -> sentence.contains("declares Application 'workload-stateless-api'"));
    List<String> others = pods(platform, "stateful-cache");
    List<String> own = pods(platform, "stateless-api");
    platform.commitAndLetArgoCdAct(
        tree -> {
          tree.remove(WORKLOADS + "stateless-api").remove(TENANTS + "stateless-api");
          tree.replace(TENANTS + "kustomization.yaml", "  - stateless-api\n", "");
        });
    assertThat(pods(platform, "stateless-api")).as("pods after the commit").isEqualTo(own);

    retire(platform, api);

    assertThat(platform.client().namespaces().withName("stateless-api").get()).isNull();
    assertThat(platform.observe().applications())
        .extracting(application -> application.name())
        .doesNotContain("workload-stateless-api")
        .contains("workload-stateful-cache");
    assertThat(pods(platform, "stateful-cache")).as("pods of another team").isEqualTo(others);
    assertThat(plan(platform, api).stage()).as("asked once more").isEqualTo(Stage.GONE);
  }

  @Test
  @DisplayName(
      "a NodePool whose file is gone is retired only when approved and unused, and then its nodes go"
          + " and no others")
  @ResourceLock(Touches.KARPENTER_ON_DEMAND)
  @ResourceLock(Touches.KARPENTER_SPOT)
  void nodePoolGoesOnlyWhenUnused(StoryPlatform platform) {
    Function<RetirementPlans, RetirementPlan> spot = plans -> plans.nodePool("karpenter-spot");
    var profile = platform.profile("karpenter-spot");
    String namespace = platform.namespace("on-a-retiring-pool");
    platform.deploy("batch-worker", profile, namespace, "");
    platform.eventually(
        runsOnlyOn(profile, new PodsOf(namespace, "Deployment", "batch-worker"), 1));
    platform.commitAndLetArgoCdAct(
        tree ->
            tree.replace(
                    WORKLOADS + "nightly-report/overlays/dev/workload.yaml",
                    "profile: karpenter-spot",
                    "profile: karpenter-on-demand")
                .replace(SPOT_POOL, "  annotations:\n", APPROVAL));
    platform.commitAndLetArgoCdAct(RetirementStory::withoutSpotPool);
    assertThat(refusals(plan(platform, spot)))
        .as("refusals while a pod runs on its node")
        .isNotEmpty()
        .allMatch(sentence -> sentence.startsWith("pod on-a-retiring-pool/batch-worker-"));
    List<String> others = nodesOf(platform, "karpenter-on-demand");

    platform.client().apps().deployments().inNamespace(namespace).withName("batch-worker").delete();
    platform
        .client()
        .pods()
        .inNamespace(namespace)
        .informOnCondition(List::isEmpty)
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
    retire(platform, spot);

    assertThat(nodesOf(platform, "karpenter-spot")).as("nodes of the retired pool").isEmpty();
    assertThat(nodesOf(platform, "karpenter-on-demand")).as("other nodes").isEqualTo(others);
    platform.consistently(hasNoNodePool("karpenter-spot"), ofSeconds(5));
  }

  private static void withoutSpotPool(StoryTree tree) {
    tree.remove(SPOT_POOL)
        .replace(CAPACITY + "kustomization.yaml", "  - karpenter-spot.yaml\n", "");
  }

  private static Expectation hasNoNodePool(String name) {
    return new Expectation(
        "there is no NodePool " + name,
        observed ->
            observed.capacityObjects().stream()
                    .noneMatch(
                        object -> object.kind().equals("NodePool") && object.name().equals(name))
                ? new Met()
                : new NotYet("there is one"));
  }

  private static RetirementPlan plan(
      StoryPlatform platform, Function<RetirementPlans, RetirementPlan> thing) {
    try (Cluster cluster = cluster(platform)) {
      return thing.apply(
          new RetirementPlans(cluster, platform.treeFolder(), platform.promised().platform()));
    }
  }

  private static void retire(
      StoryPlatform platform, Function<RetirementPlans, RetirementPlan> thing) {
    RetirementPlan plan = plan(platform, thing);
    assertThat(refusals(plan)).isEmpty();
    assertThat(plan.stage()).isEqualTo(Stage.READY);
    try (Cluster cluster = cluster(platform)) {
      assertThat(new Retiring(cluster, new Lines()).carryOut(plan, ofMinutes(3)))
          .as("what is still going")
          .isEmpty();
    }
  }

  private static Cluster cluster(StoryPlatform platform) {
    return Cluster.ofLab("stories", platform.lab().controlPlane().adminKubeconfig());
  }

  private static List<String> refusals(RetirementPlan plan) {
    return plan.steps().stream()
        .flatMap(step -> step.checks().stream())
        .filter(check -> !check.passed())
        .map(Check::sentence)
        .toList();
  }

  private static List<String> pods(StoryPlatform platform, String namespace) {
    return platform.client().pods().inNamespace(namespace).list().getItems().stream()
        .map((Pod pod) -> pod.getMetadata().getUid() + " on " + pod.getSpec().getNodeName())
        .sorted()
        .toList();
  }

  private static List<String> nodesOf(StoryPlatform platform, String nodePool) {
    return platform.observe().nodes().stream()
        .filter(node -> node.nodePool().equals(Optional.of(nodePool)))
        .map(ObservedNode::name)
        .toList();
  }
}
