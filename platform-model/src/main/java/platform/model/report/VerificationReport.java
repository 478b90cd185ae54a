package platform.model.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import platform.model.findings.Finding;
import platform.model.findings.Severity;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.Reading;
import platform.model.verification.ProfilePlacement;
import platform.model.verification.VerificationResult;
import platform.model.verification.WorkloadPlacement;

/** All that one run of {@code platform verify} has to say, in the order in which it is told. */
public record VerificationReport(
    Verdict verdict,
    String environment,
    Cluster cluster,
    SortedMap<String, String> versions,
    Differences differences,
    List<String> notProven,
    List<Application> applications,
    List<Profile> profiles,
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
      BigDecimal hourlyUsd) {
    static Node of(ObservedNode node) {
      return new Node(
          node.name(),
          node.instanceType(),
          node.capacityType(),
          node.zone(),
          node.architecture(),
          node.hourlyUsd());
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

    /** The verdict on this object alone, as the table shows it. */
    public String verdict() {
      if (misplaced > 0) {
        return misplaced + " misplaced";
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
      List<Phase> phases) {}

  public VerificationReport {
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    notProven = List.copyOf(notProven);
    applications = List.copyOf(applications);
    profiles = List.copyOf(profiles);
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
        reading.platform().environment(),
        circumstances.cluster(),
        circumstances.versions(),
        circumstances.differences(),
        circumstances.notProven(),
        observed.applications().stream()
            .map(each -> new Application(each.name(), each.sync(), each.health()))
            .toList(),
        result.profiles().stream().map(VerificationReport::profile).toList(),
        circumstances.phases(),
        result.findings());
  }

  /** The price of all nodes of all profiles together. */
  public BigDecimal hourlyUsd() {
    return profiles.stream()
        .flatMap(profile -> profile.nodes().stream())
        .map(Node::hourlyUsd)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
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
                    counted(workloads, "workload object"),
                    counted(profiles.size(), "profile"),
                    environment)
            : "fail: %s in environment %s"
                .formatted(counted(errors, "broken promise"), environment);
    return warnings == 0 ? opening : opening + ", " + counted(warnings, "warning");
  }

  private int count(Severity severity) {
    return (int) findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  private static String counted(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
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
