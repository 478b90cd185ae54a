package platform.local.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.model.observed.ObservedChange;
import platform.model.observed.ObservedPlatform;

/** All that has happened on the platform since it is watched, as far as people care. */
public final class Timeline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);

  /** Changes come in bursts of hundreds, and to look at everything costs milliseconds. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final ClusterObservation observation;
  private final ScheduledExecutorService recorder =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var thread = new Thread(work, "timeline");
            thread.setDaemon(true);
            return thread;
          });
  private final List<ObservedChange> changes = new ArrayList<>();
  private ObservedPlatform last;
  private volatile boolean closed;

  private Timeline(ClusterObservation observation) {
    this.observation = observation;
    last = observation.snapshot();
  }

  /** Starts to record; what is there already has not happened. */
  public static Timeline start(ClusterObservation observation) {
    var timeline = new Timeline(observation);
    timeline.recorder.scheduleWithFixedDelay(
        timeline::recordNextChange, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    return timeline;
  }

  /** Looks now and again when something has changed. */
  private void recordNextChange() {
    try {
      long seen = observation.changeCount();
      record(observation.snapshot());
      observation.awaitChange(seen, Duration.ofMinutes(1));
      record(observation.snapshot());
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.error("the timeline lacks what happened in between", e);
      }
    }
  }

  private synchronized void record(ObservedPlatform observed) {
    // Who asks for the timeline looks as well, and may have seen more by now.
    if (observed.at().isAfter(last.at())) {
      changes.addAll(MeaningfulChanges.between(last, observed));
      last = observed;
    }
  }

  /** Records what the API server doesn't show. */
  public synchronized void add(ObservedChange change) {
    changes.add(change);
  }

  /** Everything until now, the oldest first. */
  public List<ObservedChange> all() {
    if (!closed) {
      record(observation.snapshot());
    }
    synchronized (this) {
      return changes.stream().sorted(Comparator.comparing(ObservedChange::at)).toList();
    }
  }

  @Override
  public void close() {
    closed = true;
    recorder.shutdownNow();
  }
}
