package platform.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
  private static final int PAUSES = 20;

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

  @Override
  public Integer call() {
    Terminal terminal = Terminal.current();
    LabState state = LabName.labs().require(labName.name());
    var client = new ControlClient(state);
    String query = "output=%s&colour=%s".formatted(output, terminal.showsColour());
    while (true) {
      Answer answer = client.ask("GET /status", query);
      if (watch && terminal.showsColour()) {
        System.out.print(CLEAR);
      }
      System.out.print(answer.text());
      System.out.flush();
      if (!watch) {
        return answer.isAsPromised() ? ExitCode.PROMISE_KEPT : ExitCode.FINDING;
      }
      for (int pause = 0; pause < PAUSES; pause++) {
        LabLog.pause();
      }
      if (state.process().running().isEmpty()) {
        LabName.labs().require(labName.name());
      }
    }
  }
}
