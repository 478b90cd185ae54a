package platform.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import platform.local.lab.ControlClient;
import platform.local.lab.ControlServer.Answer;
import platform.local.lab.LabState;

/** {@code platform status}: what runs on a lab, where, and what it would cost. */
@Command(
    name = "status",
    description = "Shows the Applications of a lab that runs, its profiles, their nodes and cost.",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all as promised",
      "1:a promise is broken",
      "2:wrong usage, or a defect",
      "3:no lab runs"
    })
final class StatusCommand implements Callable<Integer> {
  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";
  private static final Duration PAUSE = Duration.ofSeconds(2);

  @Mixin private LabName labName = new LabName();

  @Option(
      names = {"-w", "--watch"},
      description = "Show it again every two seconds until Ctrl-C.")
  private boolean watch;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private VerifyCommand.Output output;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Also write it as a page, with all that has happened: DIR/index.html.")
  private Optional<Path> report = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (watch && report.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--report writes one page and --watch never ends: give one of them");
    }
    Terminal terminal = Terminal.current();
    LabState state = LabName.labs().require(labName.name());
    Optional<ReportFolder> reportFolder = report.map(ReportFolder::writable);
    var client = new ControlClient(state);
    String query =
        "output=%s&colour=%s&page=%s"
            .formatted(output, terminal.showsColour(), reportFolder.isPresent());
    while (true) {
      Answer answer = client.ask("GET /status", query);
      if (watch && terminal.showsColour()) {
        System.out.print(CLEAR);
      }
      String[] textAndPage = answer.text().split(LabSession.PAGE_BREAK, 2);
      System.out.print(textAndPage[0]);
      System.out.flush();
      reportFolder.ifPresent(
          folder -> System.err.println("report: " + folder.writePage(textAndPage[1])));
      if (!watch) {
        return answer.isAsPromised() ? ExitCode.PROMISE_KEPT : ExitCode.FINDING;
      }
      if (state.process().endsWithin(PAUSE)) {
        LabName.labs().require(labName.name());
      }
    }
  }
}
