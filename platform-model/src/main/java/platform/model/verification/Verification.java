package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import platform.model.findings.Finding;
import platform.model.manifests.ChartValues;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.platform.Platform;
import platform.model.platform.Reading;
import platform.model.schemas.SchemaCatalogue;

/** All rules together: what the tree promises, compared with what runs. */
public final class Verification {
  private final List<TreeRule> treeRules;
  private final List<Rule> rules;

  /**
   * @param charts what is known of the Helm charts that the tree installs, by chart name
   */
  public Verification(Map<String, ChartValues> charts) {
    this(charts, SchemaCatalogue.empty());
  }

  /**
   * @param charts what is known of the Helm charts that the tree installs, by chart name
   * @param schemas what is known of kinds
   */
  public Verification(Map<String, ChartValues> charts, SchemaCatalogue schemas) {
    treeRules = TreeRules.of(charts, schemas);
    rules =
        List.of(
            new EveryApplicationIsSyncedAndHealthy(),
            new EveryPromisedPodRuns(),
            new WorkloadPodsRunOnTheirProfileOnly(),
            new WorkloadPodsCarryExactlyTheirProfile(),
            new KarpenterNodesCarryTheirProfile(),
            new NodesHaveThePromisedCapacity(),
            new PlatformPodsRunOnBootstrapNodesOnly(),
            new CapacityObjectsAreReady(),
            new ProfileNodesHoldOnlyPodsOfTheirProfile(),
            new AtLeastTwoBootstrapNodesAreReady(),
            new PlatformPodsFitOneBootstrapNode());
  }

  /** The rules that need only the tree. */
  public List<TreeRule> treeRules() {
    return treeRules;
  }

  /** Every rule that needs only the tree, those of reading it included. */
  public List<DocumentedRule> documentation() {
    return Stream.concat(
            DocumentedRule.OF_READING.stream(), treeRules.stream().map(DocumentedRule::of))
        .toList();
  }

  /** The rules that need a running platform. */
  public List<Rule> rules() {
    return rules;
  }

  /** What is wrong with the tree by itself: what could not be read, and the tree's own rules. */
  public List<Finding> checkTree(Reading reading) {
    return Stream.concat(
            reading.findings().stream(),
            treeRules.stream().flatMap(rule -> rule.check(reading.platform()).stream()))
        .sorted()
        .distinct()
        .toList();
  }

  /** Compares a tree with what runs, all rules included. */
  public VerificationResult verify(Reading reading, ObservedPlatform observed) {
    var findings = new ArrayList<>(checkTree(reading));
    rules.forEach(rule -> findings.addAll(rule.check(reading.platform(), observed)));
    return new VerificationResult(findings, placements(reading.platform(), observed));
  }

  private static List<ProfilePlacement> placements(Platform promised, ObservedPlatform observed) {
    var pods = Placement.podsOf(promised, observed);
    return promised.profiles().values().stream()
        .map(
            profile ->
                new ProfilePlacement(
                    profile,
                    Placement.nodesOf(profile, observed),
                    pods.stream()
                        .filter(each -> each.workload().profile().equals(profile.name()))
                        .map(each -> placement(profile, each, observed))
                        .toList()))
        .toList();
  }

  private static WorkloadPlacement placement(
      platform.model.capacity.Profile profile, Placement.Pods pods, ObservedPlatform observed) {
    var running = (int) pods.pods().stream().filter(ObservedPod::isRunning).count();
    var succeeded = (int) pods.pods().stream().filter(ObservedPod::hasSucceeded).count();
    var misplaced =
        (int)
            pods.pods().stream()
                .flatMap(pod -> observed.nodeOf(pod).stream())
                .filter(node -> !Placement.differences(profile, node).isEmpty())
                .count();
    var nodes =
        pods.pods().stream()
            .flatMap(pod -> observed.nodeOf(pod).stream())
            .distinct()
            .sorted(java.util.Comparator.comparing(node -> node.name()))
            .toList();
    return new WorkloadPlacement(
        pods.workload(), pods.bearer(), pods.pods(), nodes, running, succeeded, misplaced);
  }
}
