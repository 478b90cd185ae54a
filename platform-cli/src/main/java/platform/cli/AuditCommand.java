package platform.cli;

import java.nio.file.Path;
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
import platform.local.lab.LabPrograms;
import platform.local.operations.Cluster;
import platform.local.operations.LiveAudit;
import platform.local.operations.Reader;
import platform.local.toolchain.Toolchain;
import platform.model.audit.Audit;
import platform.model.manifests.Kustomize;
import platform.model.report.AuditReport;
import platform.model.report.FindingsSarif;

/** {@code platform audit}: says in what a cluster that runs differs from the tree. */
@Command(
    name = "audit",
    description =
        "Compares a cluster that runs with this checkout: where pods run, and NodePools, node classes,"
            + " policies and Applications field by field. It only reads.",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    footer = {
      "%nWhat it asks is what the group platform:auditors may (gitops/apps/platform/guardrails/auditors); requests",
      "that would change something, and Secrets, are refused by the command itself, whoever calls it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the cluster is as the tree says",
      "1:it differs",
      "2:wrong usage, or a defect",
      "3:the cluster does not answer or allow it, or a program is missing"
    })
final class AuditCommand implements Callable<Integer> {
  /** How the report is printed. */
  enum Output {
    TABLE,
    JSON,
    SARIF,
    MARKDOWN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec command;
  @Mixin private ClusterChoice choice;

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "ENV",
      description =
          "The environment to compare with; without it, the one that the cluster's root Application names.")
  private Optional<String> environment = Optional.empty();

  @Option(names = "--as", paramLabel = "USER", description = "Impersonate a user, as kubectl does.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--as-group",
      paramLabel = "GROUP",
      description = "With --as: a group of that user; may be given more than once.")
  private List<String> groups = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Output output;

  @Override
  public Integer call() {
    if (user.isEmpty() && !groups.isEmpty()) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--as-group goes with --as only");
    }
    Checkout checkout = Checkout.current();
    environment.ifPresent(name -> LabRun.requireEnvironment(checkout, name));
    Terminal terminal = Terminal.current();
    var progress = ConsoleProgress.of(terminal);
    try (Cluster cluster = choice.open(new Reader(user, groups))) {
      // Before the toolchain is built, which may take ten minutes.
      String followed = environment.orElseGet(() -> LiveAudit.environmentOf(cluster));
      LabRun.requireEnvironment(checkout, followed);
      var programs =
          LabPrograms.of(
              Toolchain.prepare(
                  checkout.toolchain(),
                  Toolchain.cacheFolder(System.getenv()),
                  System.getenv(),
                  progress));
      Path tree = choice.treeOr(checkout.root());
      Audit.Outcome outcome =
          new LiveAudit(cluster, tree, new Kustomize(programs.kustomize()), progress).run(followed);
      progress.finishLine();
      return show(cluster.name(), followed, outcome);
    } finally {
      progress.finishLine();
    }
  }

  private int show(String cluster, String followed, Audit.Outcome outcome) {
    command
        .commandLine()
        .getOut()
        .print(
            switch (output) {
              case TABLE -> AuditReport.table(cluster, followed, outcome);
              case JSON -> AuditReport.json(cluster, followed, outcome);
              case SARIF -> FindingsSarif.render(outcome);
              case MARKDOWN -> AuditReport.markdown(cluster, followed, outcome);
            });
    command.commandLine().getOut().flush();
    return outcome.isAsSaid() ? ExitCode.PROMISE_KEPT : ExitCode.FINDING;
  }
}
