package platform.local.lab;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.LabException;

/** All that has been started; closing it stops the newest first, and lets nothing start after. */
final class ShutdownOrder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownOrder.class);

  /** The newest first. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private boolean stopped;

  <T extends AutoCloseable> T keep(T part) {
    synchronized (parts) {
      if (!stopped) {
        parts.addFirst(part);
        return part;
      }
    }
    close(part);
    throw new LabException("the lab was stopped while it started");
  }

  @Override
  public void close() {
    synchronized (parts) {
      stopped = true;
      parts.forEach(ShutdownOrder::close);
      parts.clear();
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("{} did not stop cleanly", part, e);
    }
  }
}
