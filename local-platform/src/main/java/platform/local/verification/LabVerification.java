package platform.local.verification;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import platform.local.aws.AwsCall;
import platform.local.lab.Lab;
import platform.local.process.Pace;
import platform.local.process.Progress;
import platform.local.process.Stopwatch;
import platform.model.findings.Finding;
import platform.model.findings.Severity;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.ExpectedApplication;
import platform.model.platform.Reading;
import platform.model.verification.Verification;
import platform.model.verification.VerificationResult;

/**
 * Waits until what runs is as the tree promises, and says what is not. It ends early when all is as
 * promised, and when nothing has moved for so long that nothing will.
 */
public final class LabVerification {
  private static final double BUSY = 2;
  private static final Duration LATELY = Duration.ofMinutes(2);
  private static final Pattern READS = Pattern.compile("^(Get|Describe|List)");

  private final Lab lab;
  private final Verification verification;
  private final Progress progress;

  /** What was seen last, and how it compares. */
  public record Outcome(ObservedPlatform observed, VerificationResult result) {}

  /**
   * How long to wait.
   *
   * @param atMost however much is still moving
   * @param untilSettled without any change of an Application, a pod or a node; as much longer as
   *     the machine is slower than usual
   */
  public record Patience(Duration atMost, Duration untilSettled) {
    public static final Patience DEFAULT =
        new Patience(Duration.ofMinutes(5), Duration.ofSeconds(45));
  }

  public LabVerification(Lab lab, Verification verification, Progress progress) {
    this.lab = lab;
    this.verification = verification;
    this.progress = progress;
  }

  /** Compares what the tree promises with what runs, as soon as that can be said. */
  public Outcome run(Reading promised, Patience patience) {
    var jobs = ScheduledJobs.of(lab.client(), promised.platform());
    Stopwatch waited = Stopwatch.start();
    var pace = Pace.start();
    var settling = new Settling(patience.untilSettled());
    boolean saidBusy = false;
    try {
      while (true) {
        ObservedPlatform observed = lab.observation().snapshot();
        jobs.startThoseThatExist(observed);
        VerificationResult result = compare(promised, observed, jobs);
        boolean settled = settling.hasSettledBy(observed, pace.elapsed());
        boolean outOfTime = waited.isOver(patience.atMost());
        if (result.isAsPromised() || settled || outOfTime) {
          if (!result.isAsPromised()) {
            progress.say(
                outOfTime
                    ? "gave up after %d s; more time by --timeout"
                        .formatted(patience.atMost().toSeconds())
                    : "nothing has moved for %d s, so nothing will"
                        .formatted(settling.silence().toSeconds()));
          }
          return new Outcome(observed, withDryRun(promised, result));
        }
        if (!saidBusy && pace.slowdown() >= BUSY) {
          saidBusy = true;
          progress.say(
              "other work keeps this machine busy, so that all goes about %.0f times slower"
                  .formatted(pace.slowdown()));
        }
        progress.update(waitingFor(observed, result));
        awaitMove(settling, Duration.ofSeconds(1));
      }
    } finally {
      jobs.removeAll();
    }
  }

  /** Returns when something has moved, at the latest after the time given. */
  private void awaitMove(Settling settling, Duration atMost) {
    lab.observation()
        .await(
            observed -> settling.movesIn(observed) ? Optional.of(observed) : Optional.empty(),
            atMost);
  }

  private VerificationResult compare(
      Reading promised, ObservedPlatform observed, ScheduledJobs jobs) {
    VerificationResult result = verification.verify(promised, observed);
    var findings = new ArrayList<>(result.findings());
    findings.addAll(notYetCompared(promised, observed));
    findings.addAll(jobs.check(observed));
    findings.addAll(AdmissionPolicies.check(lab.client()));
    if (findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)) {
      findings.addAll(refusedByAws(observed.at()));
    }
    return new VerificationResult(findings, result.profiles());
  }

  /** Once, at the end: by then every definition and policy is there. */
  private VerificationResult withDryRun(Reading promised, VerificationResult result) {
    var findings = new ArrayList<>(result.findings());
    findings.addAll(new DryRun(lab.client()).check(promised.platform().deliveries()));
    return new VerificationResult(findings, result.profiles());
  }

  private List<Finding> notYetCompared(Reading promised, ObservedPlatform observed) {
    String wanted = lab.commit();
    Set<String> ofTheTree =
        promised.platform().applications().stream()
            .filter(application -> application.chart().isEmpty())
            .map(ExpectedApplication::name)
            .collect(Collectors.toSet());
    return observed.applications().stream()
        .filter(application -> ofTheTree.contains(application.name()))
        .filter(application -> !application.revision().equals(Optional.of(wanted)))
        .filter(application -> application.message().isEmpty())
        .map(
            application ->
                Finding.error(
                    "applications-follow-the-commit",
                    "Application '%s' has not been compared with commit %s yet"
                        .formatted(application.name(), wanted.substring(0, 7)),
                    "give it more time (--timeout), or look at the log of argocd-repo-server"))
        .toList();
  }

  /**
   * Changes that the AWS account has lately refused: the reason why Karpenter can't do its part
   * often stands nowhere else, since a node class says only that it isn't ready.
   */
  private List<Finding> refusedByAws(Instant now) {
    var newest = new TreeMap<String, Finding>();
    lab.aws().calls().stream()
        .filter(call -> call.at().isAfter(now.minus(LATELY)))
        .filter(call -> !call.succeeded() && !READS.matcher(call.action()).find())
        .filter(call -> !call.errorCode().equals(Optional.of("DryRunOperation")))
        .forEach(
            call ->
                newest.put(
                    call.action() + call.failure(),
                    Finding.warning(
                        "aws-calls-are-answered",
                        "AWS refused %s %s: %s"
                            .formatted(call.action(), parameters(call), call.failure()),
                        "correct the name or create what it names in the account")));
    return List.copyOf(newest.values());
  }

  private static SortedMap<String, String> parameters(AwsCall call) {
    var parameters = new TreeMap<>(call.parameters());
    parameters.keySet().removeAll(Set.of("Action", "Version"));
    return parameters;
  }

  private static String waitingFor(ObservedPlatform observed, VerificationResult result) {
    List<ObservedApplication> applications = observed.applications();
    long good =
        applications.stream()
            .filter(each -> each.sync().equals("Synced") && each.health().equals("Healthy"))
            .count();
    String next =
        result.findings().stream()
            .filter(finding -> finding.severity() == Severity.ERROR)
            .map(Finding::problem)
            .findFirst()
            .orElse("");
    return "%d of %d Applications synced and healthy, %d pods on %d nodes; waiting, since %s"
        .formatted(
            good, applications.size(), observed.pods().size(), observed.nodes().size(), next);
  }
}
