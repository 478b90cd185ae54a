package platform.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import platform.local.controlplane.ControlPlaneChoice;
import platform.local.lab.Lab;
import platform.local.lab.LabOptions;
import platform.local.lab.LabPrograms;
import platform.local.toolchain.Toolchain;
import platform.local.verification.LabVerification;
import platform.local.verification.LabVerification.Patience;
import platform.model.manifests.Kustomize;
import platform.model.platform.PlatformTree;
import platform.model.platform.Reading;
import platform.model.report.HtmlReport;
import platform.model.report.JsonReport;
import platform.model.report.MarkdownReport;
import platform.model.report.TableReport;
import platform.model.report.VerificationReport;
import platform.model.verification.Verification;

/** {@code platform verify}: boots the lab from the working tree and holds it to its promises. */
@Command(
    name = "verify",
    description = {
      "Boots a whole platform on this machine from the working tree, uncommitted changes included,"
          + " and proves that each profile schedules where it should.",
      "The first run builds the pinned upstream programs, which takes ten to fifteen minutes."
    },
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all as promised",
      "1:a promise is broken",
      "2:wrong usage, or a defect",
      "3:something needed is missing"
    })
final class VerifyCommand implements Callable<Integer> {
  /** How a report is printed. */
  enum Output {
    TABLE,
    JSON,
    MARKDOWN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      defaultValue = "dev",
      description = "Folder of gitops/environments to run (default: ${DEFAULT-VALUE}).")
  private String environment;

  @Mixin private ClusterOption cluster = new ClusterOption();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Output output;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Longest wait for the platform to come up (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description = "Keep the logs of all programs there (default: they go with the lab).")
  private Optional<Path> logs = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Also write the report as a page: DIR/index.html.")
  private Optional<Path> report = Optional.empty();

  @Override
  public Integer call() {
    Terminal terminal = Terminal.current();
    var progress = new ConsoleProgress(System.err, terminal.isInteractive(), terminal.width());
    Checkout checkout = Checkout.current();
    LabRun.requireEnvironment(checkout, environment);
    Optional<ReportFolder> reportFolder = report.map(ReportFolder::writable);
    Path cache = Toolchain.cacheFolder(System.getenv());
    new Surroundings(checkout, cache, System.getenv()).insist();
    cluster.insist(progress);
    var programs =
        LabPrograms.of(Toolchain.prepare(checkout.toolchain(), cache, System.getenv(), progress));
    var reading =
        PlatformTree.read(checkout.root(), environment, new Kustomize(programs.kustomize()));
    LabRun.requireWhatALabIsMadeFrom(reading);
    ControlPlaneChoice controlPlane = cluster.choose(progress);
    var options =
        new LabOptions(
            checkout.root(), environment, cache, LabOptions.DEFAULT_BOOT_DELAY, controlPlane, logs);
    var verification = LabRun.verification(programs);
    // Known before anything boots; the lab then shows what comes of them.
    verification
        .checkTree(reading)
        .forEach(finding -> progress.say("in the tree: " + finding.sentence()));
    try (var lab = Lab.start(programs, options, reading.platform().settings(), progress)) {
      VerificationReport verified = verify(lab, verification, reading, progress);
      progress.say(
          "%s; programs of the lab hold %d MiB"
              .formatted(verified.summary(), lab.residentMebibytes()));
      progress.finishLine();
      print(verified, System.out, terminal);
      reportFolder.ifPresent(
          folder -> progress.say("report: " + folder.write(HtmlReport.render(verified))));
      if (verified.verdict() == VerificationReport.Verdict.PASS) {
        return ExitCode.PROMISE_KEPT;
      }
      logs.ifPresentOrElse(
          folder -> progress.say("logs of all programs: " + folder),
          () -> progress.say("to keep the logs of all programs: --logs DIR"));
      return ExitCode.FINDING;
    } finally {
      progress.finishLine();
    }
  }

  private VerificationReport verify(
      Lab lab, Verification verification, Reading reading, ConsoleProgress progress) {
    var patience =
        new Patience(Duration.ofSeconds(timeoutSeconds), Patience.DEFAULT.untilSettled());
    var labVerification = new LabVerification(lab, verification, progress);
    LabVerification.Outcome outcome =
        lab.phases().measure("as promised", () -> labVerification.run(reading, patience));
    return LabRun.report(lab, reading, outcome.observed(), outcome.result());
  }

  private void print(VerificationReport report, PrintStream out, Terminal terminal) {
    String text =
        switch (output) {
          case TABLE -> TableReport.render(report, terminal.showsColour());
          case JSON -> JsonReport.render(report);
          case MARKDOWN -> MarkdownReport.render(report);
        };
    out.print(text);
    out.flush();
  }
}
