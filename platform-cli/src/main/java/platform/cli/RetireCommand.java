package platform.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import platform.local.operations.Cluster;
import platform.local.operations.RetirementPlans;
import platform.local.operations.Retiring;
import platform.local.process.LabException;
import platform.model.findings.Finding;
import platform.model.operations.Retirement;
import platform.model.operations.RetirementPlan;
import platform.model.platform.PlatformTree;
import platform.model.platform.Reading;

/** {@code platform retire}: deletes on purpose what Git no longer has. */
@Command(
    name = "retire",
    description =
        "Deletes what a commit has taken from Git, which Argo CD leaves in place, once nothing needs it.",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is gone",
      "1:it is still there: refused, not confirmed by --yes, or still going",
      "2:wrong usage, or a defect",
      "3:no such cluster, or it does not answer or allow it"
    })
final class RetireCommand implements Callable<Integer> {
  /** What can be retired. */
  enum Thing {
    NODEPOOL,
    NODECLASS,
    WORKLOAD;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec command;
  @Mixin private ClusterChoice choice;

  @Parameters(index = "0", paramLabel = "KIND", description = "${COMPLETION-CANDIDATES}")
  private Thing thing;

  @Parameters(index = "1", paramLabel = "NAME", description = "Its name.")
  private String name;

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "ENV",
      defaultValue = "dev",
      description = "The environment that the cluster follows (default: ${DEFAULT-VALUE}).")
  private String environment;

  @Option(names = "--yes", description = "Do it; without this the plan is shown and nothing done.")
  private boolean confirmed;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "1800",
      description = "Longest wait until it is gone (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    Path root = Checkout.current().root();
    Reading reading = read(root);
    Terminal terminal = Terminal.current();
    var progress = ConsoleProgress.of(terminal);
    try (Cluster cluster = choice.open()) {
      RetirementPlan plan = plan(new RetirementPlans(cluster, root, reading.platform()));
      plan.steps().forEach(step -> show(step, out));
      plan.notes().forEach(note -> out.println("note  " + note));
      out.flush();
      return switch (plan.stage()) {
        case GONE -> ExitCode.PROMISE_KEPT;
        case REFUSED -> {
          out.println("refused: nothing was deleted in " + cluster.name());
          yield ExitCode.FINDING;
        }
        case READY, GOING -> carryOut(plan, cluster, progress);
      };
    }
  }

  /** Nothing is rendered: which workload chose which profile stands in files of our own. */
  private Reading read(Path root) {
    Reading reading = PlatformTree.read(root, environment, request -> List.of());
    // A file that can't be read may declare what is to be deleted.
    reading.findings().stream()
        .map(Finding::sentence)
        .findFirst()
        .ifPresent(
            sentence -> {
              throw new LabException("the tree can't be judged: " + sentence);
            });
    return reading;
  }

  private RetirementPlan plan(RetirementPlans plans) {
    return switch (thing) {
      case NODEPOOL -> plans.nodePool(name);
      case NODECLASS -> plans.nodeClass(name);
      case WORKLOAD -> plans.workload(name);
    };
  }

  private static void show(Retirement step, PrintWriter out) {
    String object = step.candidate().shownName();
    switch (step.stage()) {
      case GONE -> out.println("gone  " + object + " is not in the cluster");
      case GOING -> out.println("going " + object + " is being deleted already");
      case READY, REFUSED ->
          step.checks()
              .forEach(
                  check ->
                      out.println(
                          check.passed()
                              ? "ok    " + check.sentence()
                              : "no    " + check.sentence() + "; " + check.remedy()));
    }
  }

  private int carryOut(RetirementPlan plan, Cluster cluster, ConsoleProgress progress) {
    PrintWriter out = command.commandLine().getOut();
    if (!confirmed) {
      out.printf("nothing was deleted in %s; to do it: %s%n", cluster.name(), confirmation());
      return ExitCode.FINDING;
    }
    Optional<String> left =
        new Retiring(cluster, progress).carryOut(plan, Duration.ofSeconds(timeoutSeconds));
    progress.finishLine();
    left.ifPresent(why -> out.println(why + "; call the command again to follow it"));
    return left.isEmpty() ? ExitCode.PROMISE_KEPT : ExitCode.FINDING;
  }

  /** The command that does what was shown, to the same cluster and by the same environment. */
  String confirmation() {
    return "scripts/platform retire %s %s%s -e %s --yes"
        .formatted(thing, name, choice.suffix(), environment);
  }
}
