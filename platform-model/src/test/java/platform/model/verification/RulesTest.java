package platform.model.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static platform.model.verification.PlatformExample.carrying;
import static platform.model.verification.PlatformExample.labelled;
import static platform.model.verification.PlatformExample.leaving;
import static platform.model.verification.PlatformExample.on;
import static platform.model.verification.PlatformExample.pending;
import static platform.model.verification.PlatformExample.platform;
import static platform.model.verification.PlatformExample.pod;
import static platform.model.verification.PlatformExample.with;
import static platform.model.verification.PlatformExample.withPriority;
import static platform.model.verification.PlatformExample.withSelection;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import platform.model.findings.Finding;
import platform.model.findings.Severity;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedApplicationSet;
import platform.model.observed.ObservedObject;
import platform.model.observed.Resources;
import platform.model.observed.Toleration;
import platform.model.platform.Fixtures;
import platform.model.platform.Reading;

class RulesTest {
  private static final String KEY = "capacity.platform/profile";
  private static final String OVERLAYS = "gitops/apps/workloads/";
  private static final String CAPACITY = "gitops/apps/platform/capacity/";

  private final Reading reading = Fixtures.validReading();
  private final Verification verification = new Verification(Fixtures.charts());
  private final PlatformExample example = PlatformExample.asPromised();

  @Test
  void aPlatformAsPromisedHasNoFindings() {
    var result = verification.verify(reading, example.observed());
    assertThat(result.findings()).isEmpty();
    assertThat(result.isAsPromised()).isTrue();
  }

  @Test
  void aWorkloadsPodOnAnotherProfilesNodeIsMisplaced() {
    var changed = example.withPod("nightly-report", pod -> on(pod, "od-a"));
    assertThat(only(changed))
        .isEqualTo(
            "workload-pods-run-on-their-profile-only | "
                + OVERLAYS
                + "nightly-report/overlays/dev/workload.yaml:4 | pod nightly-report/nightly-report-x of"
                + " profile 'karpenter-spot' is on node od-a (c7g.large, on-demand): made by NodePool"
                + " 'karpenter-on-demand', label capacity.platform/profile=karpenter-on-demand, no taint"
                + " capacity.platform/profile=karpenter-spot:NoSchedule, capacity type on-demand");
    assertThat(verification.verify(reading, changed.observed()).profiles())
        .filteredOn(each -> each.profile().name().equals("karpenter-spot"))
        .flatExtracting(ProfilePlacement::workloads)
        .extracting(WorkloadPlacement::misplaced)
        .containsExactly(1);
  }

  @Test
  void aDroppedNodeSelectorIsFoundEvenIfThePodIsWhereItShould() {
    var changed =
        example.withPod("nightly-report", pod -> withSelection(pod, Map.of(), pod.tolerations()));
    assertThat(only(changed))
        .startsWith(
            "workload-pods-carry-exactly-their-profile | gitops/profiles/karpenter-spot/profile.yaml:6 |")
        .endsWith("does not carry exactly profile 'karpenter-spot': no node selector");
  }

  @Test
  void aMissingTolerationIsFound() {
    var changed =
        example.withPod("stateful-cache", pod -> withSelection(pod, pod.nodeSelector(), List.of()));
    assertThat(only(changed)).endsWith("no toleration for " + KEY + "=karpenter-on-demand");
  }

  @Test
  void aTolerationOfEverythingIsFound() {
    var everything = new Toleration("", "Exists", "", "");
    var changed =
        example.withPod(
            "stateless-api", pod -> withSelection(pod, pod.nodeSelector(), List.of(everything)));
    assertThat(only(changed)).endsWith("toleration for every taint");
  }

  @Test
  void twoComponentsAtOnceAreFoundThoughTheLastWins() {
    var changed =
        example.withPod(
            "nightly-report",
            pod -> labelled(pod, "profile.capacity.platform/karpenter-on-demand"));
    assertThat(only(changed)).endsWith(": label profile.capacity.platform/karpenter-on-demand");
  }

  @Test
  void swappedComponentsAreFound() {
    var changed =
        example.withPod("nightly-report", pod -> on(carrying(pod, "karpenter-on-demand"), "od-a"));
    assertThat(rules(changed))
        .containsExactlyInAnyOrder(
            "workload-pods-run-on-their-profile-only", "workload-pods-carry-exactly-their-profile");
  }

  @Test
  void aPodThatDoesNotStartNamesTheReason() {
    var reason = "CreateContainerConfigError: secret \"api\" not found";
    var changed =
        example.withPod("stateless-api", pod -> pending(pod, Optional.of("bootstrap-a"), reason));
    var finding = onlyFinding(changed);
    assertThat(finding.rule()).isEqualTo("every-promised-pod-runs");
    assertThat(finding.problem())
        .isEqualTo("pod stateless-api/stateless-api-x does not run: " + reason);
    assertThat(finding.remedy())
        .startsWith("create the object that the reason names in namespace stateless-api");
  }

  @Test
  void aPodThatFindsNoBootstrapNodeIsToldOfTheirRoom() {
    var full = "Unschedulable: 0/4 nodes are available: 1 Insufficient memory";
    assertThat(remedyOfUnplaced("stateless-api", full)).contains("After a bootstrap node was away");
    assertThat(remedyOfUnplaced("stateful-cache", full)).contains("NodePool limits");
  }

  private String remedyOfUnplaced(String owner, String reason) {
    return findings(example.withPod(owner, pod -> pending(pod, Optional.empty(), reason))).stream()
        .filter(finding -> finding.rule().equals("every-promised-pod-runs"))
        .map(Finding::remedy)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPodThatIsMissingIsCounted() {
    assertThat(only(example.withoutPod("stateful-cache")))
        .contains("every-promised-pod-runs")
        .endsWith("StatefulSet stateful-cache/stateful-cache has 0 of 1 pods");
  }

  @Test
  void aCronJobPromisesNoNumber() {
    assertThat(findings(example.withoutPod("nightly-report"))).isEmpty();
  }

  @Test
  void aNodeWithoutTaintNamesItsNodePool() {
    var changed =
        example.withNode("spot-a", node -> with(node, true, node.capacityType(), List.of()));
    assertThat(findings(changed))
        .extracting(RulesTest::shown)
        .contains(
            "karpenter-nodes-carry-their-profile | "
                + CAPACITY
                + "karpenter-spot.yaml:10 | node spot-a (m7g.large, spot) of NodePool 'karpenter-spot' has no"
                + " taint capacity.platform/profile=karpenter-spot:NoSchedule");
    assertThat(rules(changed))
        .containsExactlyInAnyOrder(
            "karpenter-nodes-carry-their-profile", "workload-pods-run-on-their-profile-only");
  }

  @Test
  void anOnDemandNodeOfASpotProfileIsFound() {
    var changed =
        example
            .withNode("spot-a", node -> with(node, true, "on-demand", node.taints()))
            .withoutPod("nightly-report");
    assertThat(only(changed))
        .startsWith("nodes-have-the-promised-capacity | " + CAPACITY + "karpenter-spot.yaml:10 |")
        .contains("has capacity type on-demand, promised is spot on arm64");
  }

  @Test
  void platformPodsOnKarpenterNodesAreFound() {
    assertThat(only(example.withPod("karpenter", pod -> on(pod, "od-a"))))
        .isEqualTo(
            "platform-pods-run-on-bootstrap-nodes-only | nowhere | pod karpenter/karpenter-x of the platform is"
                + " on node od-a (c7g.large, on-demand) of NodePool 'karpenter-on-demand', not on a bootstrap node");
  }

  @Test
  void aPlatformPodWithoutItsSecretIsFound() {
    var reason = "CreateContainerConfigError: secret \"argocd-redis\" not found";
    assertThat(only(example.withPod("karpenter", pod -> pending(pod, pod.node(), reason))))
        .endsWith("pod karpenter/karpenter-x of the platform does not run: " + reason);
  }

  @Test
  void aNodeClassThatIsNotReadyPointsAtItsRole() {
    var object =
        new ObservedObject(
            "EC2NodeClass", "default", false, Optional.of("Role \"wrong\" not found"));
    assertThat(only(example.withCapacityObject(object)))
        .isEqualTo(
            "capacity-objects-are-ready | "
                + CAPACITY
                + "node-class.yaml:10 | EC2NodeClass 'default' is not ready: Role \"wrong\" not found");
  }

  @Test
  void anApplicationThatIsHealthyButNotSyncedSaysWhy() {
    var application =
        new ObservedApplication(
            "workload-stateless-api",
            "Unknown",
            "Healthy",
            Optional.empty(),
            Optional.of("not a valid directory"));
    assertThat(only(example.withApplication(application)))
        .startsWith("every-application-is-synced-and-healthy | " + OVERLAYS + "stateless-api/")
        .endsWith("is Unknown and Healthy instead of Synced and Healthy: not a valid directory");
  }

  @Test
  void aMissingApplicationIsAnErrorAndAnUnknownOneAWarning() {
    assertThat(only(example.withoutApplication("capacity")))
        .endsWith(
            "gitops/argo/applications/capacity.yaml:2 | Application 'capacity' does not exist");
    var stranger =
        new ObservedApplication("capcity", "Synced", "Healthy", Optional.empty(), Optional.empty());
    var finding = onlyFinding(example.withApplication(stranger));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.remedy()).contains("did you mean 'capacity'?");
  }

  @Test
  void anApplicationSetThatCouldNotBeGeneratedSaysWhyAndWhetherToWait() {
    var away = failedSet("rpc error: code = Unavailable desc = connection refused");
    assertThat(only(example.withApplicationSet(away)))
        .isEqualTo(
            "every-application-set-is-generated | nowhere | ApplicationSet 'workloads' could not be"
                + " generated: rpc error: code = Unavailable desc = connection refused");
    assertThat(onlyFinding(example.withApplicationSet(away)).remedy())
        .isEqualTo(
            "see whether argocd-repo-server runs and reaches Git; Argo CD tries again after 3 minutes");
    var mistake = failedSet("map has no entry for key namespace");
    assertThat(onlyFinding(example.withApplicationSet(mistake)).remedy())
        .isEqualTo("correct what the message names");
  }

  private static ObservedApplicationSet failedSet(String message) {
    return new ObservedApplicationSet(
        "workloads",
        Optional.of(new ObservedApplicationSet.Failure(message, Optional.of(Instant.EPOCH))));
  }

  @Test
  void aPodWithoutProfileOnAProfilesNodeIsFound() {
    var stranger = pod("default", "stranger", "Pod", "stranger", "od-a");
    assertThat(only(example.and(stranger)))
        .isEqualTo(
            "profile-nodes-hold-only-pods-of-their-profile | nowhere | pod default/stranger (Pod stranger)"
                + " carries no profile and is on node od-a (c7g.large, on-demand) of profile"
                + " 'karpenter-on-demand'");
  }

  @Test
  void oneBootstrapNodeIsTooFew() {
    assertThat(
            rules(
                example.withNode("bootstrap-b", node -> with(node, false, "on-demand", List.of()))))
        .containsExactly("at-least-two-bootstrap-nodes-are-ready");
  }

  @Test
  void aBootstrapNodeThatLeavesLessThanTheSettingsSayIsFound() {
    var little = new Resources(new BigDecimal("1.93"), 1436L << 20);
    var much = new Resources(new BigDecimal("2"), 1437L << 20);

    assertThat(only(example.withNode("bootstrap-b", node -> leaving(node, little))))
        .isEqualTo(
            "bootstrap-nodes-leave-what-is-promised | gitops/environments/dev/settings.yaml:34 | node"
                + " bootstrap-b (t4g.small, on-demand) leaves pods 1930m of CPU and 1436Mi of memory,"
                + " promised are 1930m and 1437Mi");
    assertThat(rules(example.withNode("bootstrap-b", node -> leaving(node, much)))).isEmpty();
  }

  @Test
  void platformPodsThatNeedBothBootstrapNodesAreFound() {
    var changed = example.and(platform("argocd", "argocd-x", "bootstrap-a", 1200, false));
    assertThat(findings(changed))
        .extracting(RulesTest::shown)
        .containsExactly(
            "platform-pods-fit-one-bootstrap-node | nowhere | if node bootstrap-a (t4g.small, on-demand)"
                + " alone is left, the platform's pods request 1456Mi of memory, it offers 1437Mi:"
                + " argocd/argocd 1200Mi 250m, karpenter/karpenter 256Mi 250m",
            "platform-pods-fit-one-bootstrap-node | nowhere | if node bootstrap-b (t4g.small, on-demand)"
                + " alone is left, the platform's pods request 1456Mi of memory, it offers 1437Mi:"
                + " argocd/argocd 1200Mi 250m, karpenter/karpenter 256Mi 250m");
  }

  @Test
  void replicasThatKeepApartCountOnceAndOthersTogether() {
    var apart = example.and(platform("karpenter", "karpenter-y", "bootstrap-a", 1437, true));
    assertThat(findings(apart)).isEmpty();
    var together = example.and(platform("karpenter", "karpenter-y", "bootstrap-a", 1437, false));
    assertThat(rules(together)).containsOnly("platform-pods-fit-one-bootstrap-node");
  }

  @Test
  void daemonsOfABootstrapNodeCountOnIt() {
    var daemon = pod("kube-system", "agent-x", "DaemonSet", "agent", "bootstrap-b");
    var changed =
        example.and(platform("argocd", "argocd-x", "bootstrap-a", 1000, false)).and(daemon);
    assertThat(only(changed)).contains("if node bootstrap-b").contains("kube-system/agent 256Mi");
  }

  @Test
  void aPlatformPodThatNoWorkloadGivesWayToIsFound() {
    assertThat(only(example.withPod("karpenter", pod -> withPriority(pod, 0))))
        .isEqualTo(
            "platform-pods-fit-one-bootstrap-node | nowhere | pod karpenter/karpenter-x of the platform has"
                + " priority 0, so no workload gives way to it");
  }

  @Test
  void theWayEksWritesCapacityTypesIsUnderstood() {
    assertThat(
            findings(
                example.withNode(
                    "bootstrap-a", node -> with(node, true, "ON_DEMAND", node.taints()))))
        .isEmpty();
  }

  private List<Finding> findings(PlatformExample changed) {
    return verification.verify(reading, changed.observed()).findings();
  }

  private List<String> rules(PlatformExample changed) {
    return findings(changed).stream().map(Finding::rule).toList();
  }

  private Finding onlyFinding(PlatformExample changed) {
    var findings = findings(changed);
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private String only(PlatformExample changed) {
    return shown(onlyFinding(changed));
  }

  private static String shown(Finding finding) {
    return "%s | %s | %s"
        .formatted(
            finding.rule(),
            finding.location().map(Object::toString).orElse("nowhere"),
            finding.problem());
  }
}
