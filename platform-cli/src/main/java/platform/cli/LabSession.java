package platform.cli;

import java.time.Duration;
import java.util.Map;
import platform.local.lab.ControlServer.Answer;
import platform.local.lab.Lab;
import platform.local.lab.LabAddresses;
import platform.local.process.Progress;
import platform.local.verification.LabVerification;
import platform.local.verification.LabVerification.Patience;
import platform.model.manifests.Kustomize;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.PlatformTree;
import platform.model.platform.Reading;
import platform.model.report.HtmlReport;
import platform.model.report.JsonReport;
import platform.model.report.MarkdownReport;
import platform.model.report.VerificationReport;
import platform.model.verification.Verification;

/** A lab that stays up, with what its tree promised last: answers what commands ask it. */
final class LabSession {
  /** Between the text and the page of one answer: both must be of the same moment. */
  static final String PAGE_BREAK = "\f";

  private final Lab lab;
  private final Verification verification;
  private final Progress progress;
  private volatile Reading reading;

  LabSession(Lab lab, Verification verification, Reading reading, Progress progress) {
    this.lab = lab;
    this.verification = verification;
    this.reading = reading;
    this.progress = progress;
  }

  /** Waits until the platform is as promised, or won't be. */
  VerificationReport awaitPromises(int timeoutSeconds) {
    var patience =
        new Patience(Duration.ofSeconds(timeoutSeconds), Patience.DEFAULT.untilSettled());
    Reading promised = reading;
    LabVerification.Outcome outcome =
        new LabVerification(lab, verification, progress).run(promised, patience);
    return LabRun.report(lab, promised, outcome.observed(), outcome.result());
  }

  /** How things are at this moment. */
  Answer status(Map<String, String> query) {
    Reading promised = reading;
    ObservedPlatform observed = lab.observation().snapshot();
    VerificationReport report =
        LabRun.report(lab, promised, observed, verification.verify(promised, observed));
    return answer(report, query);
  }

  /** Takes over the working tree as it is now and waits until it is so. */
  synchronized Answer sync(Map<String, String> query) {
    Reading now =
        PlatformTree.read(
            lab.options().workingTree(),
            lab.options().environment(),
            new Kustomize(lab.programs().kustomize()));
    if (!now.platform().settings().values().equals(reading.platform().settings().values())) {
      progress.say(
          "settings.yaml has changed: what the account and the bootstrap nodes are made from takes"
              + " effect in the next lab only");
    }
    verification
        .checkTree(now)
        .forEach(finding -> progress.say("in the tree: " + finding.sentence()));
    progress.update("committing the working tree");
    String commit = lab.sync(lab.options().workingTree());
    reading = now;
    progress.say("working tree is commit " + commit.substring(0, 7) + ", and Argo CD has seen it");
    VerificationReport report =
        awaitPromises(Integer.parseInt(query.getOrDefault("timeout", "300")));
    progress.say(report.summary());
    return answer(report, query);
  }

  LabAddresses addresses() {
    return LabAddresses.of(lab);
  }

  static Answer answer(VerificationReport report, Map<String, String> query) {
    String text =
        switch (query.getOrDefault("output", "json")) {
          case "table" ->
              StatusTable.render(report, Boolean.parseBoolean(query.getOrDefault("colour", "")));
          case "markdown" -> MarkdownReport.render(report);
          default -> JsonReport.render(report);
        };
    String page =
        Boolean.parseBoolean(query.getOrDefault("page", ""))
            ? PAGE_BREAK + HtmlReport.render(report)
            : "";
    return new Answer(
        report.verdict() == VerificationReport.Verdict.PASS, text.replace(PAGE_BREAK, " ") + page);
  }
}
