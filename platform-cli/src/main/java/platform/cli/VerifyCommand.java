package platform.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import platform.local.controlplane.ControlPlaneChoice;
import platform.local.lab.AppliedInfrastructure;
import platform.local.lab.Lab;
import platform.local.lab.LabOptions;
import platform.local.lab.LabPrograms;
import platform.local.terraform.Terraform;
import platform.local.toolchain.Toolchain;
import platform.local.verification.LabVerification;
import platform.local.verification.LabVerification.Patience;
import platform.local.verification.TreeRun;
import platform.model.platform.PlatformTree;
import platform.model.platform.Reading;
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

  /** How the account gets what the platform needs of it. */
  enum InfrastructureSource {
    RECORDED,
    TERRAFORM;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--infrastructure",
      paramLabel = "SOURCE",
      defaultValue = "recorded",
      description = {
        "Where the simulated account's infrastructure comes from: ${COMPLETION-CANDIDATES} (default:"
            + " ${DEFAULT-VALUE}).",
        "terraform applies terraform/envs/NAME, plans again and destroys it after the verification,"
            + " which takes some minutes more."
      })
  private InfrastructureSource infrastructure;

  @Option(
      names = "--record",
      description =
          "With --infrastructure terraform: keep what was applied as the recorded plan, from which"
              + " all other labs are seeded.")
  private boolean record;

  @Spec private CommandSpec command;

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
      description = "Also write the report as a page, DIR/index.html, and as DIR/report.json.")
  private Optional<Path> report = Optional.empty();

  @Override
  public Integer call() {
    if (record && infrastructure != InfrastructureSource.TERRAFORM) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--record goes with --infrastructure terraform only");
    }
    Terminal terminal = Terminal.current();
    var progress = ConsoleProgress.of(terminal);
    Checkout checkout = Checkout.current();
    LabRun.requireEnvironment(checkout, environment);
    Optional<ReportFolder> reportFolder = report.map(ReportFolder::writable);
    Path cache = Toolchain.cacheFolder(System.getenv());
    new Surroundings(checkout, cache, System.getenv()).insist();
    cluster.insist(progress);
    Optional<Terraform> terraform =
        switch (infrastructure) {
          case RECORDED -> Optional.empty();
          case TERRAFORM -> Optional.of(Terraform.onThisMachine(System.getenv()));
        };
    var programs =
        LabPrograms.of(Toolchain.prepare(checkout.toolchain(), cache, System.getenv(), progress));
    TreeRun tree = checkout.treeRun(cache, progress);
    var reading = PlatformTree.readWhole(checkout.root(), environment, tree.renderer());
    LabRun.requireWhatALabIsMadeFrom(reading);
    ControlPlaneChoice controlPlane = cluster.choose(progress);
    var options =
        new LabOptions(
            checkout.root(),
            environment,
            cache,
            LabOptions.DEFAULT_BOOT_DELAY,
            controlPlane,
            terraform,
            logs);
    var verification = tree.verification();
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
      reportFolder.ifPresent(folder -> progress.say("report: " + folder.write(verified)));
      boolean infrastructureIsRight =
          lab.infrastructure().map(made -> judged(lab, made, checkout, progress)).orElse(true);
      if (verified.verdict() == VerificationReport.Verdict.PASS && infrastructureIsRight) {
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

  /** Whether the platform changed nothing of what Terraform made, and nothing of it stays. */
  private boolean judged(
      Lab lab, AppliedInfrastructure made, Checkout checkout, ConsoleProgress progress) {
    List<String> changes = made.changesOfASecondRun();
    progress.say(
        changes.isEmpty()
            ? "a second plan shows no change"
            : "a second plan would change %s; what runs must not change what Terraform made"
                .formatted(String.join(", ", changes)));
    if (record) {
      made.record();
      progress.say("recorded in " + made.recording());
    }
    boolean isAsRecorded = made.isAsRecorded();
    if (!isAsRecorded) {
      progress.say(
          "%s is not what Terraform makes now; record it again: scripts/platform verify -e %s --infrastructure terraform --record"
              .formatted(checkout.root().relativize(made.recording()), environment));
    }
    List<String> remains = lab.destroyInfrastructure();
    return changes.isEmpty() && isAsRecorded && remains.isEmpty();
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
