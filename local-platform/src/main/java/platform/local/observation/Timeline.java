package platform.local.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.LabException;
import platform.model.observed.ObservedChange;
import platform.model.observed.ObservedPlatform;

/** All that has happened on the platform since it is watched, as far as people care. */
public final class Timeline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);

  private final ClusterObservation observation;
  private final Thread recorder = new Thread(this::record, "timeline");
  private final List<ObservedChange> changes = new ArrayList<>();
  private ObservedPlatform last;
  private volatile boolean closed;

  private Timeline(ClusterObservation observation) {
    this.observation = observation;
    last = observation.snapshot();
    recorder.setDaemon(true);
  }

  /** Starts to record; what is there already has not happened. */
  public static Timeline start(ClusterObservation observation) {
    var timeline = new Timeline(observation);
    timeline.recorder.start();
    return timeline;
  }

  private void record() {
    while (!closed) {
      try {
        observation.await(
            observed -> {
              record(observed);
              return Optional.empty();
            },
            Duration.ofMinutes(1));
      } catch (LabException e) {
        // Interrupted, which is how it is told to end.
        LOG.debug("the timeline ends", e);
        return;
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
    recorder.interrupt();
  }
}
