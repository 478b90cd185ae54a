package platform.local.controlplane;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import platform.local.lab.LabPrograms;
import platform.local.process.FreePorts;
import platform.local.process.Progress;
import platform.local.process.SomethingMissingException;
import platform.local.process.Stopwatch;
import platform.local.toolchain.Toolchain;

/** A control plane of one kind, started as the lab does. */
public final class ControlPlaneUnderTest {
  private static final FreePorts PORTS = new FreePorts();

  private ControlPlaneUnderTest() {}

  /** Plain lines beside the test runner's own. */
  private static final class StderrProgress implements Progress {
    @Override
    public void say(String line) {
      System.err.println("[control plane] " + line);
    }

    @Override
    public void update(String line) {}
  }

  /** Skips the test, with the reason, where this kind can't be had. */
  static ControlPlaneChoice choice(ClusterKind kind) {
    try {
      return ControlPlaneChoice.make(kind, new DockerEngine(System.getenv()), new StderrProgress());
    } catch (SomethingMissingException e) {
      return abort("not on " + kind + ": " + e.getMessage());
    }
  }

  static KubernetesPrograms programs() {
    var toolchain =
        Toolchain.prepare(
            Path.of(System.getProperty("platform.root"), "local-platform/toolchain"),
            Toolchain.cacheFolder(System.getenv()),
            System.getenv(),
            new StderrProgress());
    return LabPrograms.of(toolchain).kubernetes();
  }

  static ControlPlane prepared(ClusterKind kind, Path folder) {
    ControlPlaneChoice choice = choice(kind);
    new StderrProgress().say(choice.sentence());
    return choice.prepare(programs(), folder.resolve("control-plane"), logs(folder), PORTS);
  }

  static Path logs(Path folder) {
    try {
      return Files.createDirectories(folder.resolve("logs"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public static ControlPlane started(ClusterKind kind, Path folder) {
    ControlPlane plane = prepared(kind, folder);
    try {
      plane.launch();
      plane.awaitReady();
      return plane;
    } catch (RuntimeException e) {
      plane.close();
      throw e;
    }
  }

  /** Asks again until the assertion holds; its last failure is the test's. */
  public static void eventually(Runnable assertion) {
    Stopwatch waited = Stopwatch.start();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError e) {
        if (waited.isOver(Duration.ofSeconds(30))) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
  }
}
