package platform.local.programs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import platform.local.process.LabException;

/** Asks a program, on its ports of the host, whether its container is ready. */
final class ReadinessProbe {
  private ReadinessProbe() {}

  /**
   * As a kubelet asks: by the readiness probe; a container without one is ready once it runs, here
   * once the port answers on which its peers rely.
   */
  static boolean answers(PodProgram program, Container container, Map<Integer, Integer> hostPorts) {
    var readiness = container.getReadinessProbe();
    HTTPGetAction get = readiness == null ? null : readiness.getHttpGet();
    if (get == null) {
      return program.ports().stream()
          .filter(port -> !port.peer().isEmpty())
          .allMatch(port -> isListening(hostPorts.get(port.containerPort())));
    }
    int containerPort =
        get.getPort().getIntVal() != null
            ? get.getPort().getIntVal()
            : container.getPorts().stream()
                .filter(port -> get.getPort().getStrVal().equals(port.getName()))
                .mapToInt(port -> port.getContainerPort())
                .findFirst()
                .orElse(0);
    Integer hostPort = hostPorts.get(containerPort);
    if (hostPort == null) {
      throw new LabException(
          "container %s is probed on port %d, which the lab's program table does not know"
              .formatted(container.getName(), containerPort));
    }
    return isHealthy(URI.create("http://127.0.0.1:%d%s".formatted(hostPort, get.getPath())));
  }

  private static boolean isListening(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isHealthy(URI address) {
    try {
      var connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(2000);
      try {
        return connection.getResponseCode() < 400;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
