package platform.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import platform.local.lab.ControlClient;
import platform.local.lab.ControlServer.Answer;
import platform.local.lab.LabState;
import platform.local.lab.NamedLabs;
import platform.local.process.LabException;

/** {@code platform sync}: takes the working tree into a lab that runs. */
@Command(
    name = "sync",
    description =
        "Makes the working tree as it is now what a running lab follows, and waits until it is so.",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all as promised",
      "1:a promise is broken",
      "2:wrong usage, or a defect",
      "3:no lab runs"
    })
final class SyncCommand implements Callable<Integer> {
  @Mixin private LabName labName = new LabName();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Longest wait for the platform to follow (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private VerifyCommand.Output output;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.current();
    NamedLabs labs = LabName.labs();
    LabState state = labs.require(labName.name());
    Path here = Checkout.current().root();
    if (!here.equals(state.checkout())) {
      throw new LabException(
          "lab '%s' follows %s and not %s; call that one's scripts/platform, or start a lab of this one: scripts/platform up --name NAME"
              .formatted(state.name(), state.checkout(), here));
    }
    var progress = ConsoleProgress.of(terminal);
    Path file = labs.log(labName.name());
    var log = new LabLog(file, file.toFile().length());
    CompletableFuture<Answer> answer =
        new ControlClient(state)
            .send(
                "POST /sync",
                "output=%s&colour=%s&timeout=%d"
                    .formatted(output, terminal.showsColour(), timeoutSeconds));
    log.follow(progress, answer);
    progress.finishLine();
    Answer report = ControlClient.get(answer);
    System.out.print(report.text());
    System.out.flush();
    return report.isAsPromised() ? ExitCode.PROMISE_KEPT : ExitCode.FINDING;
  }
}
