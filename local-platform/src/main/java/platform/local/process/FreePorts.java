package platform.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * Hands out loopback ports that nobody listens on, none of them twice in one lab. Another program
 * can still take a port between its choice and its use; the program that wanted it then says so in
 * its log and the lab's start fails with that line.
 */
public final class FreePorts {
  private final Set<Integer> given = new HashSet<>();

  public synchronized int next() {
    while (true) {
      int port = unusedPort();
      if (given.add(port)) {
        return port;
      }
    }
  }

  private static int unusedPort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new LabException("no free port on the loopback interface: " + e.getMessage(), e);
    }
  }
}
