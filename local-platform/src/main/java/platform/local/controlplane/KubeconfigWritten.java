package platform.local.controlplane;

import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import platform.local.process.Stopwatch;

/**
 * Waits until k3s has written the kubeconfig that its container is then asked for. Whether the API
 * server is ready is asked of the API server: lines of a log differ from version to version.
 */
final class KubeconfigWritten extends AbstractWaitStrategy {
  private static final String KUBECONFIG = "/etc/rancher/k3s/k3s.yaml";

  @Override
  protected void waitUntilReady() {
    Stopwatch waited = Stopwatch.start();
    while (!isWritten()) {
      if (!waitStrategyTarget.isRunning()) {
        throw new ContainerLaunchException("the server exited with code %d".formatted(exitCode()));
      }
      if (waited.isOver(startupTimeout)) {
        throw new ContainerLaunchException(
            "no %s within %d s".formatted(KUBECONFIG, startupTimeout.toSeconds()));
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private Long exitCode() {
    return waitStrategyTarget.getCurrentContainerInfo().getState().getExitCodeLong();
  }

  private boolean isWritten() {
    try {
      return waitStrategyTarget.copyFileFromContainer(
          KUBECONFIG,
          file ->
              new String(file.readAllBytes(), StandardCharsets.UTF_8).contains("client-key-data"));
    } catch (NotFoundException e) {
      return false;
    }
  }
}
