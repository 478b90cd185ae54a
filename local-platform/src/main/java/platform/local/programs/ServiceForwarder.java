package platform.local.programs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.LabException;

/**
 * Plays kube-proxy for one Service: a loopback port that stays, behind it the host port of
 * whichever pod is ready. So two pods of one Deployment can run side by side while it rolls.
 */
final class ServiceForwarder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceForwarder.class);
  private static final int NO_BACKEND = 0;

  private final String name;
  private final ServerSocketChannel server;
  private final ExecutorService threads;
  private final CompletableFuture<Void> accepting;
  private final AtomicReference<List<Integer>> backends = new AtomicReference<>(List.of());
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  ServiceForwarder(String name, int port, ExecutorService threads) {
    this.name = name;
    this.threads = threads;
    try {
      server = ServerSocketChannel.open();
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new LabException(
          "the address for %s, 127.0.0.1:%d, can't be had: %s"
              .formatted(name, port, e.getMessage()),
          e);
    }
    accepting = CompletableFuture.runAsync(this::acceptAll, threads);
  }

  /** Where peers reach the Service. */
  String address() {
    return "127.0.0.1:" + server.socket().getLocalPort();
  }

  synchronized void add(int hostPort) {
    var ports = new ArrayList<>(backends.get());
    if (!ports.contains(hostPort)) {
      ports.add(hostPort);
      backends.set(List.copyOf(ports));
    }
  }

  synchronized void remove(int hostPort) {
    backends.set(backends.get().stream().filter(port -> port != hostPort).toList());
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("{} no longer accepts connections", name, e);
        return;
      } catch (RejectedExecutionException e) {
        LOG.debug("{}: the lab is stopping", name);
        closeAll();
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    // The newest pod: while a Deployment rolls, the older one is on its way out.
    int port = backends.get().stream().reduce((first, second) -> second).orElse(NO_BACKEND);
    try (client) {
      if (port == NO_BACKEND) {
        return;
      }
      try (SocketChannel backend =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
        open.add(backend);
        try {
          client.setOption(StandardSocketOptions.TCP_NODELAY, true);
          backend.setOption(StandardSocketOptions.TCP_NODELAY, true);
          var answers = CompletableFuture.runAsync(() -> copy(backend, client), threads);
          copy(client, backend);
          answers.join();
        } finally {
          open.remove(backend);
        }
      }
    } catch (IOException | RejectedExecutionException e) {
      LOG.debug("{}: connection to port {} ended: {}", name, port, e.toString());
    } finally {
      open.remove(client);
    }
  }

  private void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(32 * 1024);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (AsynchronousCloseException e) {
      LOG.trace("{}: closed", name);
    } catch (IOException e) {
      LOG.debug("{}: {}", name, e.toString());
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("{}: {}", name, e.toString());
    }
  }

  /** Returns once the port is free: while a thread is still accepting, the system keeps it. */
  @Override
  public void close() {
    closeAll();
    accepting.join();
  }

  private void closeAll() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("{}: {}", name, e.toString());
    }
    open.forEach(this::closeQuietly);
  }
}
