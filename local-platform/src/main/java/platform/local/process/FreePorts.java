package platform.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Hands out loopback ports that nobody listens on, none of them twice in one lab. They lie below
 * those that systems give to outgoing connections, which could take one before its program does,
 * and begin at a place of this process's own, so that labs that start at the same moment don't
 * choose alike. Should another program take a port all the same, the one that wanted it says so in
 * its log and the lab's start fails with that line.
 */
public final class FreePorts {
  private static final int FIRST = 10_240;
  private static final int BLOCKS = 176;

  /** More than a lab uses, restarts of its programs included. */
  private static final int BLOCK = 128;

  private static final int COUNT = BLOCKS * BLOCK;

  private int given = (int) (ProcessHandle.current().pid() % BLOCKS) * BLOCK;

  public synchronized int next() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + given++ % COUNT;
      if (isUnused(port)) {
        return port;
      }
    }
    throw new LabException(
        "no free port on the loopback interface between %d and %d"
            .formatted(FIRST, FIRST + COUNT - 1));
  }

  private static boolean isUnused(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException inUse) {
      return false;
    }
  }
}
