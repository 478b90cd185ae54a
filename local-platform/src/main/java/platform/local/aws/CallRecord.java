package platform.local.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every call to the account, in the order answered. */
final class CallRecord {
  private static final Logger LOG = LoggerFactory.getLogger(CallRecord.class);

  private final List<AwsCall> calls = new ArrayList<>();
  private final List<Consumer<AwsCall>> listeners = new CopyOnWriteArrayList<>();

  void add(AwsCall call) {
    synchronized (calls) {
      calls.add(call);
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

  void listen(Consumer<AwsCall> listener) {
    listeners.add(listener);
  }
}
