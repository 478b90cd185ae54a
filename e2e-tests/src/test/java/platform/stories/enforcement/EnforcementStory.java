package platform.stories.enforcement;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ;
import static platform.stories.enforcement.Attempt.policy;
import static platform.stories.expectations.Expectations.areUnschedulable;
import static platform.stories.expectations.Expectations.isSyncedAndHealthy;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.model.findings.Finding;
import platform.model.manifests.Kustomize;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Attempts to get past enforcement")
class EnforcementStory {
  private static final int FEWEST_ATTEMPTS = 60;
  private static final String BINDINGS =
      "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/";

  private static final String GUARDRAILS = "gitops/apps/platform/guardrails/kustomization.yaml";
  private static final String AUDIT_ONLY =
      """
      patches:
        - target:
            kind: ValidatingAdmissionPolicyBinding
          patch: |-
            - op: replace
              path: /spec/validationActions
              value: [Audit]
      replacements:
      """;

  @Test
  @DisplayName(
      "at least 60 attempts at the API server: each is refused by the rule expected, the same"
          + " without the offence is admitted")
  @ResourceLock(value = Touches.GIT, mode = READ)
  @ResourceLock(Touches.KARPENTER_SPOT)
  @ResourceLock(Touches.KARPENTER_ON_DEMAND)
  void attemptsAreRefused(StoryPlatform platform) {
    try (var ways = new ApiAttempts(platform)) {
      var attempts = new ArrayList<Attempt>();
      attempts.addAll(ways.ofPods());
      attempts.addAll(ways.ofPodsAgainstOtherLayers());
      attempts.addAll(ways.aroundPods());
      var objects = new ObjectAttempts(ways.administrator);
      attempts.addAll(objects.withDisruptionBudgets());
      attempts.addAll(objects.toBePublished());
      attempts.addAll(ways.ofCapacity());
      assertThat(attempts).hasSizeGreaterThanOrEqualTo(FEWEST_ATTEMPTS);
      assertThat(attempts.stream().flatMap(each -> each.whyNotRefused().stream())).isEmpty();
      assertThat(attempts.stream().flatMap(each -> each.whyNotAdmitted().stream())).isEmpty();
    }
  }

  @Test
  @DisplayName("nobody but the scheduler binds a pod to a node")
  @ResourceLock(value = Touches.GIT, mode = READ)
  void onlyTheSchedulerBinds(StoryPlatform platform) {
    try (var ways = new ApiAttempts(platform)) {
      assertThat(ways.bindings())
          .allSatisfy(
              binding -> {
                assertThat(ways.administrator.refusalOf(binding))
                    .hasValueSatisfying(
                        why -> assertThat(why).contains(policy("workload-binding")));
                // The pod is bound already, which is what the scheduler is told.
                assertThat(ways.scheduler.refusalOf(binding))
                    .hasValueSatisfying(why -> assertThat(why).contains("already assigned"));
              });
    }
  }

  @Test
  @DisplayName(
      "capacity, its definitions, nodes, namespaces and Argo CD's objects are deleted by nobody"
          + " without an approval, and only a commit or break-glass gives one")
  @ResourceLock(value = Touches.GIT, mode = READ)
  @ResourceLock(Touches.KARPENTER)
  void deletionNeedsApproval(StoryPlatform platform) {
    try (var ways = new ApiAttempts(platform);
        var karpenter = ways.caller("system:serviceaccount:karpenter:karpenter");
        var cloud = ways.caller("eks:cloud-controller-manager")) {
      var deletions = new Deletions(platform.client());
      List<Deletion> single = deletions.all();
      List<Deletion> all =
          Stream.concat(single.stream(), deletions.ofCollections().stream()).toList();
      assertThat(
              Stream.of(ways.administrator, ways.breakGlass, ways.argoCd)
                  .flatMap(who -> all.stream().flatMap(each -> each.whyNotRefused(who).stream())))
          .isEmpty();
      assertThat(
              deletions.ofNodes().stream()
                  .flatMap(
                      each ->
                          Stream.of(karpenter, cloud)
                              .flatMap(who -> each.whyNotAdmitted(who).stream())))
          .isEmpty();
      assertThat(single).allSatisfy(each -> assertApproval(ways, each));
    }
  }

  private static void assertApproval(ApiAttempts ways, Deletion deletion) {
    var approval = Request.patch(deletion.path(), Deletion.approvedFor("it is no longer needed"));
    assertThat(ways.administrator.refusalOf(approval))
        .hasValueSatisfying(why -> assertThat(why).contains(policy("deletion-approval")));
    assertThat(ways.argoCd.refusalOf(approval)).isEmpty();
    ways.breakGlass.demand(
        Request.patch(deletion.path(), Deletion.approvedFor("shown in a dry run")));
    try {
      assertThat(deletion.whyNotAdmitted(ways.administrator)).isEmpty();
    } finally {
      ways.breakGlass.demand(Request.patch(deletion.path(), Deletion.notApproved()));
    }
  }

  @Test
  @DisplayName("a tenant's tree brings nothing cluster-wide, nothing for others, no rights")
  @ResourceLock(Touches.GIT)
  void projectsHoldTenants(StoryPlatform platform) {
    var ways = new ProjectAttempts(platform);
    platform.commit(tree -> ProjectAttempts.files().forEach(tree::write));
    var messages = ways.sync(ProjectAttempts.GUILTY);
    assertThat(
            ProjectAttempts.objects().stream()
                .flatMap(foreign -> foreign.whyNotRefused(messages).stream()))
        .isEmpty();
    try {
      assertThat(ways.sync(ProjectAttempts.INNOCENT))
          .hasEntrySatisfying(
              "ConfigMap " + ApiAttempts.TENANT,
              message -> assertThat(message).startsWith("Synced"));
    } finally {
      ways.removeInnocent();
    }
    assertThat(ways.claims())
        .allSatisfy(
            claim ->
                assertThat(ways.complaintAbout(claim))
                    .as(claim.words())
                    .contains("InvalidSpecError", claim.because()));
  }

  @Test
  @DisplayName("the tree alone: each attempt is noticed by its rule")
  @ResourceLock(value = Touches.GIT, mode = READ)
  void treeRulesNotice(StoryPlatform platform, @TempDir Path folder) {
    var kustomize = new Kustomize(platform.lab().programs().kustomize());
    Path tree = platform.treeFolder();
    assertThat(TreeAttempts.findings(tree, kustomize))
        .extracting(Finding::rule)
        .doesNotContain(
            TreeAttempts.all().stream().map(TreeAttempts.TreeAttempt::rule).toArray(String[]::new));
    for (var attempt : TreeAttempts.all()) {
      Path copy = folder.resolve(attempt.words().replace(' ', '-'));
      TreeAttempts.copy(tree, copy, attempt);
      assertThat(TreeAttempts.findings(copy, kustomize))
          .as(attempt.words())
          .extracting(Finding::rule)
          .contains(attempt.rule());
    }
  }

  @Test
  @DisplayName("with admission policies off, quota and Pod Security still refuse")
  @ResourceLock(Touches.GIT)
  void nextLayerRefuses(StoryPlatform platform) {
    try (var ways = new ApiAttempts(platform)) {
      var withoutRequests = ways.podWithoutRequests("failed quota: requests: must specify");
      assertThat(withoutRequests.whyNotRefused())
          .as("who refuses while admission is on")
          .hasValueSatisfying(why -> assertThat(why).contains(policy("workload-requests")));
      turnAdmissionOff(platform, ways);
      assertThat(withoutRequests.whyNotRefused()).isEmpty();
      assertThat(ways.ofPodsAgainstOtherLayers())
          .allSatisfy(each -> assertThat(each.whyNotRefused()).isEmpty());
    }
  }

  @Test
  @DisplayName(
      "what was there before a policy can be scaled, reported on and deleted; its pods are judged"
          + " when they change")
  @ResourceLock(Touches.GIT)
  void whatWasThereBeforeIsLeftAlone(StoryPlatform platform) {
    String namespace = platform.namespace("there-before");
    String deployment = "/apis/apps/v1/namespaces/there-before/deployments/attempt";
    try (var ways = new ApiAttempts(platform)) {
      turnAdmissionOff(platform, ways);
      ways.administrator.demand(PodKind.DEPLOYMENT.create(namespace, ways.withoutProfile()));
      platform.eventually(areUnschedulable(new PodsOf(namespace, "Deployment", "attempt"), 1));
      platform.commit(tree -> tree.replace(GUARDRAILS, AUDIT_ONLY, "replacements:\n"));
      awaitThat(platform, () -> ways.deploymentWithoutProfile().whyNotRefused().isEmpty());
      String pod =
          "/api/v1/namespaces/there-before/pods/"
              + platform
                  .client()
                  .pods()
                  .inNamespace(namespace)
                  .list()
                  .getItems()
                  .get(0)
                  .getMetadata()
                  .getName();
      assertThat(
              Stream.of(
                      Request.patch(deployment, "{\"spec\": {\"replicas\": 2}}"),
                      Request.patch(
                          deployment, "{\"metadata\": {\"labels\": {\"team\": \"own\"}}}"),
                      Request.patch(
                          pod, "{\"metadata\": {\"finalizers\": [\"own.example/wait\"]}}"),
                      Request.patch(pod + "/status", "{\"status\": {\"message\": \"seen\"}}"),
                      Request.delete(pod),
                      Request.delete(deployment))
                  .flatMap(request -> ways.administrator.refusalOf(request).stream()))
          .isEmpty();
      assertThat(
              ways.administrator.refusalOf(
                  Request.patch(
                      deployment,
                      "{\"spec\": {\"template\": {\"metadata\": {\"labels\": {\"new\": \"yes\"}}}}}")))
          .hasValueSatisfying(why -> assertThat(why).contains(policy("workload-profile")));
    }
  }

  @Test
  @DisplayName("a guardrail that somebody deletes, which nothing can refuse, is back by itself")
  @ResourceLock(Touches.GIT)
  void deletedGuardrailReturns(StoryPlatform platform) {
    try (var ways = new ApiAttempts(platform)) {
      var binding =
          platform
              .client()
              .admissionRegistration()
              .v1()
              .validatingAdmissionPolicyBindings()
              .withName("workload-profile");
      String deleted = binding.get().getMetadata().getUid();
      assertThat(ways.administrator.refusalOf(Request.delete(BINDINGS + "workload-profile")))
          .as("the API server leaves its own policies out of admission")
          .isEmpty();
      binding.delete();
      binding.waitUntilCondition(
          now -> now != null && !now.getMetadata().getUid().equals(deleted), 60, TimeUnit.SECONDS);
      awaitThat(platform, () -> ways.deploymentWithoutProfile().whyNotRefused().isEmpty());
    }
  }

  @Test
  @DisplayName("no false alarms: every sample on every profile is admitted, and so are its pods")
  @ResourceLock(value = Touches.GIT, mode = READ)
  void samplesAreAdmitted(StoryPlatform platform) {
    String namespace = platform.namespace("samples");
    try (var caller = Caller.named(platform.client(), "administrator")) {
      platform
          .client()
          .serviceAccounts()
          .inNamespace(namespace)
          .withName("default")
          .waitUntilCondition(Objects::nonNull, 30, TimeUnit.SECONDS);
      for (var profile : platform.promised().platform().profiles().values()) {
        for (String sample : platform.samples()) {
          for (HasMetadata object : platform.renderSample(sample, profile, namespace, "")) {
            String what = "%s of %s on %s".formatted(object.getKind(), sample, profile.name());
            assertThat(platform.client().resource(object).dryRun().create()).as(what).isNotNull();
            assertThat(
                    podsOf(object)
                        .flatMap(pods -> caller.refusalOf(PodKind.POD.create(namespace, pods))))
                .as("pods of " + what)
                .isEmpty();
          }
        }
      }
    }
  }

  /** By a commit, as the platform team would: every policy only takes notes. */
  private static void turnAdmissionOff(StoryPlatform platform, ApiAttempts ways) {
    String commit =
        platform.commit(tree -> tree.replace(GUARDRAILS, "replacements:\n", AUDIT_ONLY));
    platform.eventually(isSyncedAndHealthy("guardrails", commit), ofMinutes(2));
    awaitThat(platform, () -> ways.deploymentWithoutProfile().whyNotRefused().isPresent());
  }

  private static Optional<PodTemplateSpec> podsOf(HasMetadata object) {
    if (object instanceof Deployment deployment) {
      return Optional.of(deployment.getSpec().getTemplate());
    }
    if (object instanceof StatefulSet statefulSet) {
      return Optional.of(statefulSet.getSpec().getTemplate());
    }
    return object instanceof CronJob cronJob
        ? Optional.of(cronJob.getSpec().getJobTemplate().getSpec().getTemplate())
        : Optional.empty();
  }

  /** The API server takes a changed policy up some moments later and tells nobody. */
  private static void awaitThat(StoryPlatform platform, BooleanSupplier isSo) {
    // Whoever leads renews the lease every few seconds, so that it is asked again.
    platform
        .client()
        .leases()
        .inNamespace("karpenter")
        .withName("karpenter-leader-election")
        .waitUntilCondition(lease -> isSo.getAsBoolean(), 60, TimeUnit.SECONDS);
  }
}
