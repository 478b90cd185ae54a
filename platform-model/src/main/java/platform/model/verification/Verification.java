package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.model.findings.Finding;
import platform.model.manifests.ChartValues;
import platform.model.manifests.ManifestException;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.platform.Platform;
import platform.model.platform.PlatformTree;
import platform.model.platform.Reading;
import platform.model.pricing.Catalogue;
import platform.model.schemas.SchemaCatalogue;

/** All rules together: what the tree promises, compared with what runs. */
public final class Verification {
  private final List<TreeRule> treeRules;
  private final List<Rule> rules;

  /**
   * @param charts what is known of the Helm charts that the tree installs, by chart name
   */
  public Verification(Map<String, ChartValues> charts) {
    this(
        charts,
        SchemaCatalogue.empty(),
        region -> {
          throw new IllegalStateException(
              "no catalogue is given, and none is needed without a tree");
        });
  }

  /**
   * @param charts what is known of the Helm charts that the tree installs, by chart name
   * @param schemas what is known of kinds
   * @param catalogues region to its instance types and prices
   */
  public Verification(
      Map<String, ChartValues> charts,
      SchemaCatalogue schemas,
      Function<String, Catalogue> catalogues) {
    treeRules = TreeRules.of(charts, schemas, catalogues);
    rules =
        List.of(
            new EveryApplicationSetIsGenerated(),
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
            new BootstrapNodesLeaveWhatIsPromised(),
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
    var findings = new ArrayList<>(reading.findings());
    var unreadable = new ArrayList<Finding>();
    for (var rule : treeRules) {
      try {
        findings.addAll(rule.check(reading.platform()));
      } catch (ManifestException wrongValue) {
        // A value that is not what it should be ends this rule only.
        unreadable.add(wrongValue.finding(PlatformTree.READABLE));
      }
    }
    var places = findings.stream().map(Finding::location).collect(Collectors.toSet());
    unreadable.stream()
        .filter(finding -> !places.contains(finding.location()))
        .forEach(findings::add);
    return findings.stream().sorted().distinct().toList();
  }

  /** Compares what a tree promises with what runs, and leaves the tree's own rules out. */
  public VerificationResult compare(Reading reading, ObservedPlatform observed) {
    var findings = new ArrayList<>(reading.findings());
    rules.forEach(rule -> findings.addAll(rule.check(reading.platform(), observed)));
    return new VerificationResult(findings, placements(reading.platform(), observed));
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
