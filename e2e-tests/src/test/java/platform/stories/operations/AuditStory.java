package platform.stories.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.local.operations.Cluster;
import platform.local.operations.LiveAudit;
import platform.local.operations.Reader;
import platform.local.process.SomethingMissingException;
import platform.model.audit.Audit;
import platform.model.audit.Audit.Count;
import platform.model.audit.AuditedKind;
import platform.model.findings.Finding;
import platform.model.manifests.Kustomize;
import platform.stories.expectations.Answer;
import platform.stories.expectations.Answer.Met;
import platform.stories.expectations.Answer.NotYet;
import platform.stories.expectations.Expectation;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Audit of a live cluster")
class AuditStory {
  private static final Reader AUDITOR =
      new Reader(Optional.of("an-auditor"), List.of("platform:auditors"));
  private static final String CAPACITY = "gitops/argo/applications/capacity.yaml";
  private static final String POOL = "karpenter-on-demand";
  private static final String DO_NOT_DISRUPT = "karpenter.sh/do-not-disrupt";

  @Test
  @DisplayName("a member of platform:auditors finds a healthy platform to be as the tree says")
  @ResourceLock(value = Touches.GIT, mode = ResourceAccessMode.READ)
  @ResourceLock(value = Touches.KARPENTER_ON_DEMAND, mode = ResourceAccessMode.READ)
  @ResourceLock(value = Touches.KARPENTER_SPOT, mode = ResourceAccessMode.READ)
  void healthyPlatformHasNoFindings(StoryPlatform platform) {
    // An audit is of one moment, and Karpenter may just be replacing a node.
    var last = new AtomicReference<Audit.Outcome>();
    platform.eventually(
        new Expectation(
            "an audit finds nothing",
            observed -> {
              last.set(audit(platform));
              return last.get().findings().stream()
                  .findFirst()
                  .<Answer>map(finding -> new NotYet(finding.sentence()))
                  .orElseGet(Met::new);
            }));
    Audit.Outcome outcome = last.get();

    assertThat(outcome.findings()).extracting(Finding::sentence).isEmpty();
    assertThat(outcome.isAsSaid()).isTrue();
    assertThat(outcome.skipped()).as("what was not compared").isEmpty();
    assertThat(outcome.counts())
        .as("each kind is there, and as the tree says")
        .allSatisfy(
            count -> {
              assertThat(count.declared()).as(count.kind().kind()).isPositive();
              assertThat(count.same()).as(count.kind().kind()).isEqualTo(count.declared());
            });
  }

  @Test
  @DisplayName("a NodePool changed by hand and misplaced pods are found, each with its place")
  @ResourceLock(Touches.GIT)
  @ResourceLock(Touches.KARPENTER_ON_DEMAND)
  void whatDiffersIsFound(StoryPlatform platform) {
    // Else Argo CD would put the NodePool back before anybody looks. With self-heal alone off it
    // still does so once, for a commit that it has not tried.
    platform.commitAndLetRootApply(
        tree ->
            tree.replace(
                CAPACITY,
                """
                    automated:
                      prune: false
                      selfHeal: true
                """,
                ""));
    changeLimit(platform);
    String node = nodeUnder(platform, "stateful-cache");
    edit(
        platform,
        node,
        metadata -> {
          metadata.getLabels().remove("capacity.platform/profile");
          // Karpenter may just want to move its pods together with others.
          metadata.getAnnotations().put(DO_NOT_DISRUPT, "true");
        });
    Pod stray = platform.client().resource(strayPod(node)).create();
    try {
      platform.eventually(
          new Expectation(
              "the stray pod is seen on its node",
              observed ->
                  observed.pods().stream().anyMatch(pod -> pod.name().equals("stray"))
                      ? new Met()
                      : new NotYet("it is not there")));

      Audit.Outcome outcome = audit(platform);

      assertThat(outcome.isAsSaid()).isFalse();
      assertThat(outcome.counts()).contains(new Count(AuditedKind.NODE_POOL, 2, 1, 1, 0, 0));
      assertThat(outcome.findings())
          .extracting(Finding::sentence)
          .anySatisfy(
              changed ->
                  assertThat(changed)
                      .matches("gitops/apps/platform/capacity/karpenter-on-demand\\.yaml:\\d+: .*")
                      .contains(
                          "NodePool 'karpenter-on-demand' has spec.limits.cpu '80', the tree says '64' (set by '",
                          "see why Application 'capacity' does not take it back"))
          .anySatisfy(
              misplaced ->
                  assertThat(misplaced)
                      .matches(
                          "gitops/apps/workloads/stateful-cache/overlays/dev/workload\\.yaml:\\d+: .*")
                      .contains(node, "no label capacity.platform/profile"))
          .anySatisfy(
              strange ->
                  assertThat(strange)
                      .contains("pod kube-system/stray", node, "not on a bootstrap node"));
    } finally {
      platform.client().resource(stray).withGracePeriod(0).delete();
      edit(
          platform,
          node,
          metadata -> {
            metadata.getLabels().put("capacity.platform/profile", POOL);
            metadata.getAnnotations().remove(DO_NOT_DISRUPT);
          });
    }
  }

  @Test
  @DisplayName("platform:auditors may change nothing and read no Secret; others may not even audit")
  @ResourceLock(value = Touches.GIT, mode = ResourceAccessMode.READ)
  void auditorsOnlyRead(StoryPlatform platform) {
    try (KubernetesClient auditor = clientOfAnAuditor(platform)) {
      assertThat(auditor.pods().inAnyNamespace().list().getItems()).isNotEmpty();
      Map<String, Callable<?>> attempts =
          Map.of(
              "read the Secrets", () -> auditor.secrets().inAnyNamespace().list(),
              "read Argo CD's Secrets", () -> auditor.secrets().inNamespace("argocd").list(),
              "read other parameters", () -> auditor.configMaps().inNamespace("argocd").list(),
              "make a pod", () -> auditor.resource(strayPod("any")).dryRun().create(),
              "delete pods", () -> auditor.pods().inNamespace("argocd").withLabel("a").delete(),
              "change a NodePool",
                  () ->
                      auditor
                          .genericKubernetesResources("karpenter.sh/v1", "NodePool")
                          .withName(POOL)
                          .patch("{\"spec\":{\"limits\":{\"cpu\":\"1\"}}}"));
      attempts.forEach(
          (what, attempt) ->
              assertThatThrownBy(attempt::call)
                  .as(what)
                  .isInstanceOfSatisfying(
                      KubernetesClientException.class,
                      refused -> assertThat(refused.getCode()).isEqualTo(403)));
      assertThat(
              Stream.of(
                      "create", "update", "patch", "delete", "deletecollection", "bind", "escalate")
                  .flatMap(
                      verb ->
                          Stream.of(
                                  "nodepools.karpenter.sh",
                                  "ec2nodeclasses.karpenter.k8s.aws",
                                  "applications.argoproj.io",
                                  "validatingadmissionpolicies.admissionregistration.k8s.io",
                                  "validatingadmissionpolicybindings.admissionregistration.k8s.io",
                                  "clusterroles.rbac.authorization.k8s.io",
                                  "nodes.",
                                  "pods.")
                              .filter(resource -> isAllowed(auditor, verb, resource))
                              .map(resource -> verb + " " + resource)))
          .as("what an auditor may change")
          .isEmpty();
    }
    try (Cluster cluster = cluster(platform, new Reader(Optional.of("somebody"), List.of()))) {
      assertThatThrownBy(() -> LiveAudit.environmentOf(cluster))
          .isInstanceOf(SomethingMissingException.class)
          .hasMessageContainingAll(
              "forbids it: ", "applications.argoproj.io", "ask for this permission");
    }
  }

  private static boolean isAllowed(KubernetesClient client, String verb, String resource) {
    String[] parts = resource.split("\\.", 2);
    return client
        .authorization()
        .v1()
        .selfSubjectAccessReview()
        .create(
            new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withVerb(verb)
                .withResource(parts[0])
                .withGroup(parts[1])
                .withNamespace("argocd")
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }

  private static Audit.Outcome audit(StoryPlatform platform) {
    try (Cluster cluster = cluster(platform, AUDITOR)) {
      assertThat(LiveAudit.environmentOf(cluster)).isEqualTo("dev");
      return new LiveAudit(
              cluster,
              platform.lab().git().folder(),
              new Kustomize(platform.lab().programs().kustomize()),
              new Lines())
          .run("dev");
    }
  }

  private static Cluster cluster(StoryPlatform platform, Reader reader) {
    return Cluster.ofLab("stories", platform.lab().controlPlane().adminKubeconfig(), reader);
  }

  /** One that sends whatever it is told to: here the API server has to refuse. */
  private static KubernetesClient clientOfAnAuditor(StoryPlatform platform) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(platform.client().getConfiguration())
                .withImpersonateUsername(AUDITOR.user().orElseThrow())
                .withImpersonateGroups(AUDITOR.groups().toArray(String[]::new))
                .build())
        .build();
  }

  private static void changeLimit(StoryPlatform platform) {
    platform
        .client()
        .genericKubernetesResources("karpenter.sh/v1", "NodePool")
        .withName(POOL)
        .edit(
            pool -> {
              limitsOf(pool).put("cpu", "80");
              return pool;
            });
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> limitsOf(GenericKubernetesResource pool) {
    return (Map<String, Object>) pool.get("spec", "limits");
  }

  /** The node of a pod: others may be empty, and about to go. */
  private static String nodeUnder(StoryPlatform platform, String namespace) {
    return platform.observe().pods().stream()
        .filter(pod -> pod.namespace().equals(namespace))
        .flatMap(pod -> pod.node().stream())
        .findFirst()
        .orElseThrow();
  }

  private static void edit(StoryPlatform platform, String node, Consumer<ObjectMeta> change) {
    platform
        .client()
        .nodes()
        .withName(node)
        .edit(
            each -> {
              change.accept(each.getMetadata());
              return each;
            });
  }

  /** Bound by who makes it: the platform's namespaces are left out by the policies on workloads. */
  private static Pod strayPod(String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("stray")
        .withNamespace("kube-system")
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .addNewToleration()
        .withOperator("Exists")
        .endToleration()
        .addNewContainer()
        .withName("main")
        .withImage("example.com/none:1")
        .withNewResources()
        .addToRequests("cpu", new Quantity("1m"))
        .addToRequests("memory", new Quantity("1Mi"))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }
}
