package platform.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import platform.local.lab.LabPrograms;
import platform.local.operations.Bootstrap;
import platform.local.operations.Cluster;
import platform.local.process.Deadline;
import platform.local.process.LabException;
import platform.local.toolchain.Toolchain;
import platform.model.findings.Finding;
import platform.model.operations.BootstrapChecks;
import platform.model.platform.ExpectedApplication;
import platform.model.platform.PlatformTree;

/** {@code platform bootstrap}: brings the platform to a cluster. */
@Command(
    name = "bootstrap",
    description =
        "Applies Argo CD and the root Application to a cluster, and waits until Git has brought the rest.",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    footer = {
      "%nIt does in two steps what the two kubectl lines in gitops/bootstrap/*/kustomization.yaml do; a second",
      "run changes nothing. A lab is bootstrapped by scripts/platform up."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the platform is there, or --dry-run found nothing in the way",
      "1:something stands in the way, or is not there in time",
      "2:wrong usage, or a defect",
      "3:the cluster does not answer or allow it, or a program is missing"
    })
final class BootstrapCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--context",
      paramLabel = "CONTEXT",
      required = true,
      description = "The cluster's context in the kubeconfig; the current one is never taken.")
  private String context;

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "ENV",
      required = true,
      description = "The environment that the cluster is to follow.")
  private String environment;

  @Option(
      names = "--dry-run",
      description =
          "Say what would be applied, by the API server's own dry run, and apply nothing.")
  private boolean dryRun;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "1200",
      description = "Longest wait for the platform to be there (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Override
  public Integer call() {
    Checkout checkout = Checkout.current();
    LabRun.requireEnvironment(checkout, environment);
    PrintWriter out = command.commandLine().getOut();
    Terminal terminal = Terminal.current();
    var progress = ConsoleProgress.of(terminal);
    try (Cluster cluster = Cluster.ofContext(context)) {
      // Before the toolchain is built, which may take ten minutes.
      List<Finding> findings =
          Stream.concat(
                  BootstrapChecks.settings(checkout.root(), environment).stream(),
                  Bootstrap.check(cluster, checkout.root(), environment).stream())
              .toList();
      if (!findings.isEmpty()) {
        findings.forEach(finding -> out.println(finding.sentence()));
        out.println("nothing was applied to " + cluster.name());
        return ExitCode.FINDING;
      }
      progress.say(
          "not checked: that Argo CD can reach the repository and its revision, and that the node role and the queue of the settings exist");
      return withFolder(folder -> bootstrap(checkout, cluster, folder, progress));
    } finally {
      progress.finishLine();
    }
  }

  private int bootstrap(Checkout checkout, Cluster cluster, Path folder, ConsoleProgress progress) {
    PrintWriter out = command.commandLine().getOut();
    var programs =
        LabPrograms.of(
            Toolchain.prepare(
                checkout.toolchain(),
                Toolchain.cacheFolder(System.getenv()),
                System.getenv(),
                progress));
    var bootstrap =
        new Bootstrap(
            cluster,
            checkout.root(),
            environment,
            programs.kubectl(),
            programs.kustomize(),
            folder,
            progress);
    if (dryRun) {
      var differences = bootstrap.differences();
      progress.finishLine();
      differences.stream()
          .filter(each -> each.isOne())
          .forEach(
              each ->
                  out.printf(
                      "%-8s%s%s%n",
                      each.kind().name().toLowerCase(java.util.Locale.ROOT),
                      each.object(),
                      each.fields().isEmpty()
                          ? ""
                          : " (" + String.join(", ", each.fields()) + ")"));
      out.printf(
          "%d of %d objects would be new or changed in %s; nothing was applied%n",
          differences.stream().filter(each -> each.isOne()).count(),
          differences.size(),
          cluster.name());
      return ExitCode.PROMISE_KEPT;
    }
    Deadline deadline = Deadline.after(Duration.ofSeconds(timeoutSeconds));
    Optional<String> unavailable = bootstrap.applyBase(deadline.left());
    if (unavailable.isPresent()) {
      out.println(unavailable.get());
      return ExitCode.FINDING;
    }
    bootstrap.applyRoot();
    List<String> applications =
        PlatformTree.read(checkout.root(), environment, request -> List.of())
            .platform()
            .applications()
            .stream()
            .map(ExpectedApplication::name)
            .toList();
    List<String> missing = bootstrap.awaitApplications(applications, deadline.left());
    progress.finishLine();
    missing.forEach(out::println);
    out.println(
        missing.isEmpty()
            ? "%d Applications are applied and Healthy in %s"
                .formatted(applications.size(), cluster.name())
            : "%d of %d Applications are not there within %d s; Argo CD goes on: call the command again to follow it"
                .formatted(missing.size(), applications.size(), timeoutSeconds));
    return missing.isEmpty() ? ExitCode.PROMISE_KEPT : ExitCode.FINDING;
  }

  private static int withFolder(java.util.function.ToIntFunction<Path> work) {
    try {
      Path folder = Files.createTempDirectory("platform-bootstrap-");
      try {
        return work.applyAsInt(folder);
      } finally {
        FileUtils.deleteDirectory(folder.toFile());
      }
    } catch (IOException e) {
      throw new LabException("no folder for rendered objects: " + e.getMessage(), e);
    }
  }
}
