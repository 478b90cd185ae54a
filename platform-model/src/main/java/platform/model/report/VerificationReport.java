package platform.model.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.model.findings.Finding;
import platform.model.findings.Severity;
import platform.model.observed.ObservedChange;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.observed.Resources;
import platform.model.platform.Reading;
import platform.model.verification.ProfilePlacement;
import platform.model.verification.VerificationResult;
import platform.model.verification.WorkloadPlacement;

/**
 * All that one run of {@code platform verify} has to say, in the order in which it is told.
 *
 * @param otherNodes nodes that were made for no profile
 * @param pods every pod, daemons and the platform's own included
 * @param timeline what happened on the way, the oldest first
 */
public record VerificationReport(
    Verdict verdict,
    Instant observedAt,
    String environment,
    Cluster cluster,
    SortedMap<String, String> versions,
    Differences differences,
    List<String> notProven,
    List<Application> applications,
    List<Profile> profiles,
    List<Node> otherNodes,
    List<Pod> pods,
    List<ObservedChange> timeline,
    List<Phase> phases,
    List<Finding> findings) {

  /** Whether all is as promised. */
  public enum Verdict {
    PASS("pass"),
    FAIL("fail");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * The cluster that was looked at.
   *
   * @param kind how its control plane is run, as {@code --cluster} names it
   */
  public record Cluster(String kind, String kubernetes) {}

  /** The two declared lists of what differs from production. */
  public record Differences(List<String> inGit, List<String> atTheProcessBorder) {
    public Differences {
      inGit = List.copyOf(inGit);
      atTheProcessBorder = List.copyOf(atTheProcessBorder);
    }
  }

  /** An Argo CD Application as it was found. */
  public record Application(String name, String sync, String health) {}

  /** A profile with its nodes and the objects of workloads on it. */
  public record Profile(String name, List<Node> nodes, List<Workload> workloads) {
    public Profile {
      nodes = List.copyOf(nodes);
      workloads = List.copyOf(workloads);
    }
  }

  /** A node made for a profile. */
  public record Node(
      String name,
      String instanceType,
      String capacityType,
      String zone,
      String architecture,
      BigDecimal hourlyUsd,
      boolean ready,
      Resources allocatable) {
    static Node of(ObservedNode node) {
      return new Node(
          node.name(),
          node.instanceType(),
          node.capacityType(),
          node.zone(),
          node.architecture(),
          node.hourlyUsd(),
          node.ready(),
          node.allocatable());
    }
  }

  /** Whose a pod is. */
  public enum Owner {
    WORKLOAD,
    PLATFORM,
    DAEMON;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A pod as it was found.
   *
   * @param profile the profile that its workload chose; empty for what is no workload's
   * @param state the pod's phase, or {@code NotReady} while it runs without being ready
   * @param because why it does not run
   */
  public record Pod(
      String namespace,
      String name,
      Owner owner,
      String ownerName,
      Optional<String> profile,
      Optional<String> node,
      String state,
      Optional<String> because,
      Resources requests) {
    static Pod of(ObservedPod pod, Optional<String> profile) {
      var owner =
          profile.isPresent() ? Owner.WORKLOAD : pod.isDaemon() ? Owner.DAEMON : Owner.PLATFORM;
      return new Pod(
          pod.namespace(),
          pod.name(),
          owner,
          pod.ownerName(),
          profile,
          pod.node(),
          pod.phase().equals("Running") && !pod.ready() ? "NotReady" : pod.phase(),
          pod.notRunningBecause(),
          pod.requests());
    }

    public String qualifiedName() {
      return namespace + "/" + name;
    }

    /** Whether it has come to its end and holds nothing of its node any more. */
    public boolean isOver() {
      return state.equals("Succeeded") || state.equals("Failed");
    }
  }

  /**
   * One object of a workload.
   *
   * @param pods how many pods it promises; for what promises no number, how many it has
   * @param on the nodes that its pods are on, wherever that is
   */
  public record Workload(
      String workload,
      String namespace,
      String kind,
      String name,
      int pods,
      int running,
      int succeeded,
      int misplaced,
      List<Node> on) {
    public Workload {
      on = List.copyOf(on);
    }

    /** No pod of scheduled work is no fault; whether it was to have one is for the rules to say. */
    private boolean isBetweenRuns() {
      return kind.equals("CronJob") && pods == 0;
    }

    public boolean isAsPromised() {
      return verdict().equals("as promised") || isBetweenRuns();
    }

    /** The verdict on this object alone, as the table shows it. */
    public String verdict() {
      if (misplaced > 0) {
        return misplaced + " misplaced";
      }
      if (isBetweenRuns()) {
        return "on schedule";
      }
      if (running + succeeded == 0) {
        return "none running";
      }
      var missing = pods - running - succeeded;
      return missing > 0 ? missing + " not running" : "as promised";
    }
  }

  /** A part of the run and how long it took. */
  public record Phase(String name, BigDecimal seconds) {
    public static Phase of(String name, Duration duration) {
      var seconds = BigDecimal.valueOf(duration.toMillis(), 3).setScale(1, RoundingMode.HALF_UP);
      return new Phase(name, seconds);
    }
  }

  /** What only the one that ran the platform knows. */
  public record Circumstances(
      Cluster cluster,
      SortedMap<String, String> versions,
      Differences differences,
      List<String> notProven,
      List<ObservedChange> timeline,
      List<Phase> phases) {}

  public VerificationReport {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    notProven = List.copyOf(notProven);
    applications = List.copyOf(applications);
    profiles = List.copyOf(profiles);
    otherNodes = List.copyOf(otherNodes);
    pods = List.copyOf(pods);
    timeline = timeline.stream().sorted(Comparator.comparing(ObservedChange::at)).toList();
    phases = List.copyOf(phases);
    findings = findings.stream().sorted().toList();
  }

  /** The report of a finished verification. */
  public static VerificationReport of(
      Reading reading,
      ObservedPlatform observed,
      VerificationResult result,
      Circumstances circumstances) {
    return new VerificationReport(
        result.isAsPromised() ? Verdict.PASS : Verdict.FAIL,
        observed.at(),
        reading.platform().environment(),
        circumstances.cluster(),
        circumstances.versions(),
        circumstances.differences(),
        circumstances.notProven(),
        observed.applications().stream()
            .map(each -> new Application(each.name(), each.sync(), each.health()))
            .toList(),
        result.profiles().stream().map(VerificationReport::profile).toList(),
        otherNodes(observed, result),
        pods(observed, result),
        circumstances.timeline(),
        circumstances.phases(),
        result.findings());
  }

  /** All nodes, those of profiles first. */
  public List<Node> nodes() {
    return Stream.concat(
            profiles.stream().flatMap(profile -> profile.nodes().stream()), otherNodes.stream())
        .toList();
  }

  /** The price of all nodes together. */
  public BigDecimal hourlyUsd() {
    return hourlyUsd(nodes());
  }

  static BigDecimal hourlyUsd(List<Node> nodes) {
    return nodes.stream().map(Node::hourlyUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** One sentence that says how it went. */
  public String summary() {
    var errors = count(Severity.ERROR);
    var warnings = count(Severity.WARNING);
    var workloads = profiles.stream().mapToInt(profile -> profile.workloads().size()).sum();
    var opening =
        verdict == Verdict.PASS
            ? "pass: %s on %s run as environment %s promises"
                .formatted(
                    Amounts.counted(workloads, "workload object"),
                    Amounts.counted(profiles.size(), "profile"),
                    environment)
            : "fail: %s in environment %s"
                .formatted(Amounts.counted(errors, "broken promise"), environment);
    return warnings == 0 ? opening : opening + ", " + Amounts.counted(warnings, "warning");
  }

  private int count(Severity severity) {
    return (int) findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  private static List<Node> otherNodes(ObservedPlatform observed, VerificationResult result) {
    var ofProfiles =
        result.profiles().stream()
            .flatMap(each -> each.nodes().stream().map(ObservedNode::name))
            .collect(Collectors.toSet());
    return observed.nodes().stream()
        .filter(node -> !ofProfiles.contains(node.name()))
        .map(Node::of)
        .toList();
  }

  private static List<Pod> pods(ObservedPlatform observed, VerificationResult result) {
    var profiles = new TreeMap<String, String>();
    for (var placement : result.profiles()) {
      placement.workloads().stream()
          .flatMap(workload -> workload.pods().stream())
          .forEach(pod -> profiles.put(pod.qualifiedName(), placement.profile().name()));
    }
    return observed.pods().stream()
        .map(pod -> Pod.of(pod, Optional.ofNullable(profiles.get(pod.qualifiedName()))))
        .toList();
  }

  private static Profile profile(ProfilePlacement placement) {
    return new Profile(
        placement.profile().name(),
        placement.nodes().stream().map(Node::of).toList(),
        placement.workloads().stream().map(VerificationReport::workload).toList());
  }

  private static Workload workload(WorkloadPlacement placement) {
    var bearer = placement.bearer();
    return new Workload(
        placement.workload().name(),
        bearer.namespace(),
        bearer.kind(),
        bearer.name(),
        Optional.of(bearer.replicas())
            .filter(replicas -> replicas > 0)
            .orElse(placement.pods().size()),
        placement.running(),
        placement.succeeded(),
        placement.misplaced(),
        placement.nodes().stream().map(Node::of).toList());
  }
}
