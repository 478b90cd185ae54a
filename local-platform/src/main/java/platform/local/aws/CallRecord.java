package platform.local.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.LabException;
import platform.local.process.Stopwatch;

/** Every call to the account, in the order answered. */
final class CallRecord {
  private static final Logger LOG = LoggerFactory.getLogger(CallRecord.class);

  private final List<AwsCall> calls = new ArrayList<>();
  private final List<Consumer<AwsCall>> listeners = new CopyOnWriteArrayList<>();

  void add(AwsCall call) {
    synchronized (calls) {
      calls.add(call);
      calls.notifyAll();
    }
    for (Consumer<AwsCall> listener : listeners) {
      try {
        listener.accept(call);
      } catch (RuntimeException e) {
        LOG.error("a listener failed on {} {}", call.service(), call.action(), e);
      }
    }
  }

  List<AwsCall> all() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  /** Waits until the calls are as wanted, asking anew after each; false if in time they aren't. */
  boolean await(Predicate<List<AwsCall>> wanted, Duration patience) {
    Stopwatch waited = Stopwatch.start();
    while (true) {
      List<AwsCall> seen = all();
      if (wanted.test(seen)) {
        return true;
      }
      if (!awaitMoreThan(seen.size(), waited.leftOf(patience))) {
        return false;
      }
    }
  }

  private boolean awaitMoreThan(int seen, Duration patience) {
    Stopwatch waited = Stopwatch.start();
    synchronized (calls) {
      while (calls.size() == seen) {
        long left = waited.leftOf(patience).toMillis();
        if (left <= 0) {
          return false;
        }
        try {
          calls.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new LabException("interrupted while waiting for calls to AWS", e);
        }
      }
      return true;
    }
  }

  void listen(Consumer<AwsCall> listener) {
    listeners.add(listener);
  }
}
