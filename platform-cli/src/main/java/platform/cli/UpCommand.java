package platform.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import platform.local.lab.ControlClient;
import platform.local.lab.ControlServer.Answer;
import platform.local.lab.DeadLabs;
import platform.local.lab.LabLauncher;
import platform.local.lab.LabState;
import platform.local.lab.NamedLabs;
import platform.local.process.DetachedProcess;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;
import platform.local.toolchain.Toolchain;

/** {@code platform up}: boots a lab that stays until {@code platform down}. */
@Command(
    name = "up",
    description = {
      "Boots a whole platform from the working tree, uncommitted changes included, and leaves it"
          + " running to be looked at, changed and broken.",
      "The first run builds the pinned upstream programs, which takes ten to fifteen minutes."
    },
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the lab runs, all as promised",
      "1:the lab runs, a promise is broken",
      "2:wrong usage, a lab of that name runs already, or a defect",
      "3:something needed is missing"
    })
final class UpCommand implements Callable<Integer> {
  /** A lab has some twenty programs to end, two seconds each at worst, many of them at once. */
  static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  private static final int ENDED_BY_KILL = 137;
  private static final int ENDED_BY_TERM = 143;

  @Mixin private LabName labName = new LabName();
  @Mixin private ClusterOption cluster = new ClusterOption();

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      defaultValue = "dev",
      description = "Folder of gitops/environments to run (default: ${DEFAULT-VALUE}).")
  private String environment;

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

  @Override
  public Integer call() {
    Terminal terminal = Terminal.current();
    var progress = ConsoleProgress.of(terminal);
    Checkout checkout = Checkout.current();
    LabRun.requireEnvironment(checkout, environment);
    Path cache = Toolchain.cacheFolder(System.getenv());
    new Surroundings(checkout, cache, System.getenv()).insist();
    var labs = new NamedLabs(cache);
    labs.find(labName.name()).ifPresent(this::refuse);
    new DeadLabs(cache)
        .cleanUp()
        .sentence()
        .ifPresent(remains -> progress.say("cleaned up after " + remains));
    try {
      cluster.insist(progress);
      Toolchain.prepare(checkout.toolchain(), cache, System.getenv(), progress);
      return start(checkout, labs, progress);
    } finally {
      progress.finishLine();
    }
  }

  private void refuse(LabState running) {
    throw new LabException(
        "lab '%s' runs already (process %d, of %s); look: scripts/platform status%s, end it: scripts/platform down%s, another beside it: scripts/platform up --name NAME"
            .formatted(
                running.name(),
                running.process().pid(),
                running.checkout(),
                labName.suffix(),
                labName.suffix()));
  }

  private Integer start(Checkout checkout, NamedLabs labs, ConsoleProgress progress) {
    // What an earlier lab of that name left, its log and copies of classes, must not mix with this.
    labs.forget(labName.name());
    Path folder = labs.makeFolder(labName.name());
    Path file = labs.log(labName.name());
    DetachedProcess process =
        new LabLauncher(checkout.root(), folder)
            .launch(PlatformCommand.class.getName(), arguments(), file);
    var interrupted =
        new Thread(
            () -> {
              process.stop(STOP_PATIENCE);
              labs.forget(labName.name());
            },
            "stop-lab");
    Runtime.getRuntime().addShutdownHook(interrupted);
    var log = new LabLog(file, 0);
    Optional<LabState> state = awaitState(labs, process, log, progress);
    if (state.isEmpty()) {
      drop(interrupted);
      throw ended(process, log, file);
    }
    CompletableFuture<Answer> started =
        new ControlClient(state.get()).send("GET /started", "output=table");
    log.follow(progress, CompletableFuture.anyOf(started, process.ended()));
    if (process.exitCode().isPresent() || started.isCompletedExceptionally()) {
      process.stop(STOP_PATIENCE);
      log.passOnNewLines(progress);
      drop(interrupted);
      throw ended(process, log, file);
    }
    drop(interrupted);
    progress.finishLine();
    boolean isAsPromised = started.join().isAsPromised();
    if (!isAsPromised) {
      System.out.println(started.join().text());
    }
    System.out.printf("Lab '%s' runs (process %d).%n%n", labName.name(), process.pid());
    System.out.print(new ControlClient(state.get()).ask("GET /addresses", "").text());
    System.out.flush();
    return isAsPromised ? ExitCode.PROMISE_KEPT : ExitCode.FINDING;
  }

  /**
   * From now on the end of this command does not end the lab, or take the log of one that failed.
   */
  private static boolean drop(Thread interrupted) {
    try {
      return Runtime.getRuntime().removeShutdownHook(interrupted);
    } catch (IllegalStateException alreadyRuns) {
      return false;
    }
  }

  private List<String> arguments() {
    var arguments =
        new ArrayList<>(
            List.of(
                "lab-process",
                "--name",
                labName.name(),
                "--environment",
                environment,
                "--cluster",
                cluster.kind().toString(),
                "--timeout",
                Integer.toString(timeoutSeconds)));
    logs.ifPresent(dir -> arguments.addAll(List.of("--logs", dir.toAbsolutePath().toString())));
    return arguments;
  }

  /** The state of this very process; empty if it has ended. */
  private Optional<LabState> awaitState(
      NamedLabs labs, DetachedProcess process, LabLog log, ConsoleProgress progress) {
    boolean hasEnded = false;
    while (!hasEnded) {
      hasEnded = LabLog.isDoneWithin(LabLog.LOOK_AGAIN, process.ended());
      log.passOnNewLines(progress);
      Optional<LabState> state =
          labs.find(labName.name()).filter(each -> each.process().pid() == process.pid());
      if (state.isPresent()) {
        return state;
      }
    }
    return Optional.empty();
  }

  private static RuntimeException ended(DetachedProcess process, LabLog log, Path file) {
    int code = process.exitCode().orElse(ExitCode.USAGE_OR_DEFECT);
    if (code == ENDED_BY_TERM || code == ENDED_BY_KILL) {
      return new LabException("the lab was stopped while it started");
    }
    String why =
        log.lastProblem().isEmpty()
            ? "the lab's process ended with exit code %d".formatted(code)
            : log.lastProblem();
    return switch (code) {
      case ExitCode.FINDING -> new BrokenTreeException(why);
      case ExitCode.SOMETHING_MISSING ->
          new SomethingMissingException(why, "the lab's log: " + file);
      default -> new LabException(why + "; the lab's log: " + file);
    };
  }
}
