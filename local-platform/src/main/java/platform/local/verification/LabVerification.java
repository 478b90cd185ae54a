package platform.local.verification;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import platform.local.observation.ClusterObservation;
import platform.local.process.Progress;
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
  private final KubernetesClient client;
  private final ClusterObservation observation;
  private final Verification verification;
  private final Progress progress;
  private final Supplier<String> commit;

  /** What was seen last, and how it compares. */
  public record Outcome(ObservedPlatform observed, VerificationResult result) {}

  /**
   * How long to wait.
   *
   * @param atMost however much is still moving
   * @param untilSettled without any change of an Application, a pod or a node
   */
  public record Patience(Duration atMost, Duration untilSettled) {
    public static final Patience DEFAULT =
        new Patience(Duration.ofMinutes(5), Duration.ofSeconds(45));
  }

  /**
   * @param commit the commit that every Application is to follow; one that was last compared with
   *     an older commit says nothing yet
   */
  public LabVerification(
      KubernetesClient client,
      ClusterObservation observation,
      Verification verification,
      Supplier<String> commit,
      Progress progress) {
    this.client = client;
    this.observation = observation;
    this.verification = verification;
    this.commit = commit;
    this.progress = progress;
  }

  /** Compares what the tree promises with what runs, as soon as that can be said. */
  public Outcome run(Reading promised, Patience patience) {
    var jobs = new ScheduledJobs(client, promised.platform());
    Instant deadline = Instant.now().plus(patience.atMost());
    String signature = "";
    Instant lastMove = Instant.now();
    try {
      while (true) {
        jobs.startThoseThatExist();
        ObservedPlatform observed = observation.snapshot();
        VerificationResult result = compare(promised, observed, jobs);
        String now = signature(observed);
        if (!now.equals(signature)) {
          signature = now;
          lastMove = Instant.now();
        }
        boolean settled =
            Duration.between(lastMove, Instant.now()).compareTo(patience.untilSettled()) >= 0;
        if (result.isAsPromised() || settled || Instant.now().isAfter(deadline)) {
          return new Outcome(observed, result);
        }
        progress.update(waitingFor(observed, result));
        awaitMove(now, Duration.ofSeconds(1));
      }
    } finally {
      jobs.removeAll();
    }
  }

  /** Returns when something has moved, at the latest after the time given. */
  private void awaitMove(String signature, Duration atMost) {
    observation.await(
        observed ->
            signature(observed).equals(signature) ? Optional.empty() : Optional.of(observed),
        atMost);
  }

  private VerificationResult compare(
      Reading promised, ObservedPlatform observed, ScheduledJobs jobs) {
    VerificationResult result = verification.verify(promised, observed);
    var findings = new ArrayList<>(result.findings());
    findings.addAll(notYetCompared(promised, observed));
    findings.addAll(jobs.check(observed));
    return new VerificationResult(findings, result.profiles());
  }

  private List<Finding> notYetCompared(Reading promised, ObservedPlatform observed) {
    String wanted = commit.get();
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

  /** All whose change means that the platform is still on its way. */
  private static String signature(ObservedPlatform observed) {
    var text = new StringBuilder();
    observed
        .applications()
        .forEach(
            application ->
                text.append(application.name())
                    .append(application.sync())
                    .append(application.health())
                    .append(application.revision()));
    observed
        .pods()
        .forEach(
            pod ->
                text.append(pod.qualifiedName())
                    .append(pod.phase())
                    .append(pod.ready())
                    .append(pod.node()));
    observed.nodes().forEach(node -> text.append(node.name()).append(node.ready()));
    observed.capacityObjects().forEach(object -> text.append(object.name()).append(object.ready()));
    return text.toString();
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
    return "%d of %d Applications synced and healthy, %d pods on %d nodes; %s"
        .formatted(
            good, applications.size(), observed.pods().size(), observed.nodes().size(), next);
  }
}
