package platform.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import platform.local.toolchain.Toolchain;
import platform.local.verification.TreeRun;
import platform.model.findings.Finding;
import platform.model.platform.Delivery;
import platform.model.platform.PlatformTree;
import platform.model.platform.PlatformTreeException;
import platform.model.platform.Reading;
import platform.model.report.FindingsJson;
import platform.model.report.FindingsMarkdown;
import platform.model.report.FindingsSarif;
import platform.model.report.FindingsText;
import platform.model.report.ValidationReport;

/** {@code platform validate}: what is wrong with the tree, before anything runs. */
@Command(
    name = "validate",
    description = {
      "Holds the working tree to every rule that needs no cluster: all findings at once, each with file, line and"
          + " remedy.",
      "What only an API server knows is left to verify, which asks one."
    },
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no rule is broken",
      "1:a rule is broken",
      "2:wrong usage, or a defect",
      "3:something needed is missing"
    })
final class ValidateCommand implements Callable<Integer> {
  private static final String ALL = "all";

  /** How findings are printed. */
  enum Output {
    TEXT,
    JSON,
    SARIF,
    MARKDOWN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec command;

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      defaultValue = ALL,
      description = "Folder of gitops/environments, or all (default: ${DEFAULT-VALUE}).")
  private String environment;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Output output;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.current();
    var progress = ConsoleProgress.of(terminal);
    Checkout checkout = Checkout.current();
    List<String> environments = environments(checkout);
    Path cache = Toolchain.cacheFolder(System.getenv());
    TreeRun run = checkout.treeRun(cache, progress);
    var verification = CompletableFuture.supplyAsync(run::verification);
    var checks = new ArrayList<CompletableFuture<List<Finding>>>();
    int objects = 0;
    boolean isComplete = true;
    for (String each : environments) {
      Reading reading = PlatformTree.readWhole(checkout.root(), each, run.renderer());
      // While the next is read: what this one has rendered is rendered only once.
      checks.add(verification.thenApplyAsync(rules -> rules.checkTree(reading)));
      isComplete &= reading.platform().isComplete();
      objects +=
          reading.platform().deliveries().stream()
              .map(Delivery::objects)
              .mapToInt(List::size)
              .sum();
    }
    List<Finding> findings =
        checks.stream().map(ValidateCommand::join).flatMap(List::stream).toList();
    var report =
        new ValidationReport(environments, objects, findings, join(verification).documentation());
    progress.finishLine();
    print(report);
    if (!isComplete) {
      PrintWriter err = command.commandLine().getErr();
      err.println(
          "platform: not all could be read, so what is missing was not looked for: it shows once that is corrected");
      err.flush();
    }
    return report.isClean() ? ExitCode.PROMISE_KEPT : ExitCode.FINDING;
  }

  private List<String> environments(Checkout checkout) {
    if (environment.equals(ALL)) {
      List<String> all = PlatformTree.environments(checkout.root());
      if (all.isEmpty()) {
        throw new PlatformTreeException(
            "gitops/environments holds no folder with a settings.yaml",
            "restore the settings of the environments that there are");
      }
      return all;
    }
    LabRun.requireEnvironment(checkout, environment);
    return List.of(environment);
  }

  private static <T> T join(CompletableFuture<T> result) {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void print(ValidationReport report) {
    PrintWriter out = command.commandLine().getOut();
    out.print(
        switch (output) {
          case TEXT -> FindingsText.render(report);
          case JSON -> FindingsJson.render(report);
          case SARIF -> FindingsSarif.render(report);
          case MARKDOWN -> FindingsMarkdown.render(report);
        });
    out.flush();
    PrintWriter err = command.commandLine().getErr();
    err.println("platform: " + report.summary());
    if (output == Output.TEXT) {
      err.println(
          "platform: left to the API server (scripts/platform verify): "
              + String.join("; ", ValidationReport.LEFT_TO_THE_API_SERVER));
    }
    err.flush();
  }
}
