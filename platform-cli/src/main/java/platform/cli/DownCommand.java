package platform.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import platform.local.lab.DeadLabs;
import platform.local.lab.LabState;
import platform.local.lab.NamedLabs;
import platform.local.process.Stopwatch;
import platform.local.toolchain.Toolchain;

/** {@code platform down}: ends a lab and removes all that it made. */
@Command(
    name = "down",
    description = "Ends a lab, and cleans up after labs that were killed.",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no lab of that name runs any more", "2:wrong usage, or a defect"})
final class DownCommand implements Callable<Integer> {
  @Mixin private LabName labName = new LabName();

  @Override
  public Integer call() {
    Terminal terminal = Terminal.current();
    var progress = ConsoleProgress.of(terminal);
    Path cache = Toolchain.cacheFolder(System.getenv());
    var labs = new NamedLabs(cache);
    Optional<LabState> state = labs.find(labName.name());
    state.ifPresent(running -> stop(running, progress));
    Optional<String> remains = new DeadLabs(cache).cleanUp().sentence();
    remains.ifPresent(words -> System.out.println("cleaned up after " + words));
    labs.forget(labName.name());
    if (state.isEmpty() && remains.isEmpty()) {
      System.out.println("no lab runs" + labName.suffix().replace(" --name", " as"));
    }
    return ExitCode.PROMISE_KEPT;
  }

  private static void stop(LabState state, ConsoleProgress progress) {
    Stopwatch taken = Stopwatch.start();
    long programs =
        state.process().running().stream().mapToLong(each -> each.descendants().count()).sum();
    state.process().running().ifPresent(ProcessHandle::destroy);
    progress.update("stopping lab '%s'".formatted(state.name()));
    while (!state.process().endsWithin(UpCommand.STOP_PATIENCE)) {
      progress.say("the lab's process does not end and is killed");
      state.process().running().ifPresent(ProcessHandle::destroyForcibly);
    }
    progress.finishLine();
    System.out.printf(
        "lab '%s' is gone: %d programs stopped, its folder removed, in %.1f s%n",
        state.name(), programs, taken.elapsed().toMillis() / 1000.0);
  }
}
