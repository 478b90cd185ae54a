package platform.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import platform.local.operations.Cluster;
import platform.local.operations.RolloutWatch;
import platform.model.operations.Rollout;
import platform.model.report.RolloutReport;

/** {@code platform rollout}: how many nodes are on their NodePool's present template. */
@Command(
    name = "rollout",
    description =
        "Shows how many nodes are on their NodePool's present template, and what holds the rest back.",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all nodes are on the present template",
      "1:some are not yet, or are held back",
      "2:wrong usage, or a defect",
      "3:no such cluster, or it does not answer or allow it"
    })
final class RolloutCommand implements Callable<Integer> {
  /** What the report is printed as. */
  enum Output {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec command;
  @Mixin private ClusterChoice choice;

  @Parameters(index = "0", arity = "0..1", paramLabel = "NODEPOOL", description = "Only this one.")
  private String nodePool;

  @Option(
      names = {"-w", "--wait"},
      description =
          "Wait until Argo CD has applied what Git has now, and then until all nodes are replaced.")
  private boolean wait;

  @Option(
      names = "--revision",
      paramLabel = "COMMIT",
      description = "With --wait: the commit that Argo CD must have applied, or its beginning.")
  private String revision;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "Longest wait (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Output output;

  @Override
  public Integer call() {
    if (revision != null && !wait) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--revision goes with --wait only");
    }
    Terminal terminal = Terminal.current();
    var progress = ConsoleProgress.of(terminal);
    try (Cluster cluster = choice.open()) {
      var watch = new RolloutWatch(cluster, progress);
      Optional<String> only = Optional.ofNullable(nodePool);
      if (!wait) {
        Rollout rollout = watch.look(only);
        return show(rollout, rollout.isDone());
      }
      RolloutWatch.Outcome outcome =
          watch.follow(only, Optional.ofNullable(revision), Duration.ofSeconds(timeoutSeconds));
      progress.finishLine();
      outcome
          .unapplied()
          .ifPresent(why -> command.commandLine().getErr().println("platform: " + why));
      return show(outcome.rollout(), outcome.isDone());
    }
  }

  private int show(Rollout rollout, boolean isDone) {
    command
        .commandLine()
        .getOut()
        .print(output == Output.JSON ? RolloutReport.json(rollout) : RolloutReport.table(rollout));
    command.commandLine().getOut().flush();
    return isDone ? ExitCode.PROMISE_KEPT : ExitCode.FINDING;
  }
}
