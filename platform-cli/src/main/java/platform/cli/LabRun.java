package platform.cli;

import java.util.List;
import java.util.regex.Pattern;
import platform.local.lab.Differences;
import platform.local.lab.Lab;
import platform.local.lab.LabPrograms;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.findings.Severity;
import platform.model.manifests.ChartValues;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.PlatformTree;
import platform.model.platform.PlatformTreeException;
import platform.model.platform.Reading;
import platform.model.report.VerificationReport;
import platform.model.verification.Verification;
import platform.model.verification.VerificationResult;

/** What all commands that run a lab have in common. */
final class LabRun {
  private static final Pattern MADE_FROM = Pattern.compile("^gitops/(bootstrap|environments)/");

  private LabRun() {}

  /** To be asked before the toolchain is built, which may take ten minutes. */
  static void requireEnvironment(Checkout checkout, String environment) {
    var environments = new Choices(PlatformTree.environments(checkout.root()));
    if (!environments.words().contains(environment)) {
      throw new PlatformTreeException(
          "unknown environment '" + environment + "'",
          environments.remedyFor(environment, "environments"));
    }
  }

  /**
   * What a lab is made from, before anything comes through Git: nothing of it can be left for a
   * finding of the running platform.
   */
  static void requireWhatALabIsMadeFrom(Reading reading) {
    List<String> findings =
        reading.findings().stream()
            .filter(finding -> finding.severity() == Severity.ERROR)
            .filter(
                finding ->
                    finding
                        .location()
                        .map(place -> MADE_FROM.matcher(place.file()).find())
                        .orElse(false))
            .map(Finding::sentence)
            .toList();
    if (!findings.isEmpty()) {
      throw new BrokenTreeException(String.join(System.lineSeparator(), findings));
    }
  }

  /** All rules, with what the pinned charts know. */
  static Verification verification(LabPrograms programs) {
    return new Verification(ChartValues.ofKarpenter(programs.karpenterModule()));
  }

  /** What one comparison has to say, with the lab's own part of it. */
  static VerificationReport report(
      Lab lab, Reading reading, ObservedPlatform observed, VerificationResult result) {
    Differences differences = lab.differences();
    return VerificationReport.of(
        reading,
        observed,
        result,
        new VerificationReport.Circumstances(
            new VerificationReport.Cluster(lab.controlPlane().kind(), lab.controlPlane().version()),
            lab.programs().versions(),
            new VerificationReport.Differences(differences.inGit(), differences.atTheBorder()),
            differences.notProven(),
            lab.timeline(),
            lab.phases().all().stream()
                .map(phase -> VerificationReport.Phase.of(phase.name(), phase.duration()))
                .toList()));
  }
}
