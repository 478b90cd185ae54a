package platform.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import platform.local.controlplane.ControlPlaneChoice;
import platform.local.lab.ControlServer;
import platform.local.lab.ControlServer.Answer;
import platform.local.lab.ControlServer.Route;
import platform.local.lab.Lab;
import platform.local.lab.LabOptions;
import platform.local.lab.LabPrograms;
import platform.local.lab.LabState;
import platform.local.lab.NamedLabs;
import platform.local.process.LabException;
import platform.local.process.ProcessIdentity;
import platform.local.process.Progress;
import platform.local.toolchain.Toolchain;
import platform.model.manifests.Kustomize;
import platform.model.platform.PlatformTree;
import platform.model.report.VerificationReport;

/** The process of a lab that stays up, as {@code platform up} starts it. */
@Command(name = "lab-process", hidden = true, description = "The process behind platform up.")
final class LabProcessCommand implements Callable<Integer> {
  @Mixin private LabName labName = new LabName();

  @Mixin private ClusterOption cluster = new ClusterOption();

  @Option(names = "--environment", required = true)
  private String environment;

  @Option(names = "--timeout", required = true)
  private int timeoutSeconds;

  @Option(names = "--logs")
  private Optional<Path> logs = Optional.empty();

  private final CompletableFuture<LabSession> session = new CompletableFuture<>();
  private final CompletableFuture<VerificationReport> started = new CompletableFuture<>();

  @Override
  public Integer call() throws InterruptedException {
    Checkout checkout = Checkout.current();
    Path cache = Toolchain.cacheFolder(System.getenv());
    Progress progress = LabLog.progress(System.out);
    NamedLabs labs = new NamedLabs(cache);
    try (var claim = labs.claim(labName.name());
        var control = ControlServer.start(routes())) {
      var gone = new Thread(claim::close, "forget-lab");
      Runtime.getRuntime().addShutdownHook(gone);
      var state =
          new LabState(
              labName.name(),
              ProcessIdentity.current(),
              control.port(),
              control.token(),
              checkout.root(),
              Instant.now(),
              Optional.empty());
      claim.publish(state);
      var programs =
          LabPrograms.of(Toolchain.prepare(checkout.toolchain(), cache, System.getenv(), progress));
      var reading =
          PlatformTree.read(checkout.root(), environment, new Kustomize(programs.kustomize()));
      LabRun.requireWhatALabIsMadeFrom(reading);
      var verification = LabRun.verification(programs);
      verification
          .checkTree(reading)
          .forEach(finding -> progress.say("in the tree: " + finding.sentence()));
      ControlPlaneChoice controlPlane = cluster.choose(progress);
      var options =
          new LabOptions(
              checkout.root(),
              environment,
              cache,
              LabOptions.DEFAULT_BOOT_DELAY,
              controlPlane,
              logs);
      try (var lab = Lab.start(programs, options, reading.platform().settings(), progress)) {
        claim.publish(state.at(LabState.Whereabouts.of(lab)));
        var running = new LabSession(lab, verification, reading, progress);
        session.complete(running);
        VerificationReport report =
            lab.phases().measure("as promised", () -> running.awaitPromises(timeoutSeconds));
        progress.say(
            "%s; programs of the lab hold %d MiB"
                .formatted(report.summary(), lab.residentMebibytes()));
        started.complete(report);
        // Ended by a signal alone: the lab's own hook then stops all of it.
        new CountDownLatch(1).await();
      }
      return ExitCode.PROMISE_KEPT;
    }
  }

  private Map<String, Route> routes() {
    return Map.of(
        "GET /status", whenRunning(running -> query -> running.status(query)),
        "POST /sync", whenRunning(running -> query -> running.sync(query)),
        "GET /addresses",
            whenRunning(
                running ->
                    query -> new Answer(true, Welcome.text(running.addresses(), labName.suffix()))),
        "GET /started", query -> LabSession.answer(started.join(), query));
  }

  private Route whenRunning(Function<LabSession, Route> route) {
    return query -> {
      if (!session.isDone()) {
        throw new LabException(
            "lab '%s' is still starting; ask again in a moment".formatted(labName.name()));
      }
      return route.apply(session.join()).answer(query);
    };
  }
}
