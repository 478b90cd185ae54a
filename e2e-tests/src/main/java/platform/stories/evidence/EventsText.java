package platform.stories.evidence;

import io.fabric8.kubernetes.api.model.Event;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kubernetes' events since a moment, oldest first, a line each. */
final class EventsText {
  private EventsText() {}

  static String of(List<Event> events, Instant since) {
    // Timestamps of events are whole seconds.
    Instant from = since.minusSeconds(1);
    return events.stream()
        .filter(event -> !at(event).isBefore(from))
        .sorted(Comparator.comparing(EventsText::at))
        .map(EventsText::line)
        .collect(Collectors.joining());
  }

  private static Instant at(Event event) {
    Optional<String> series =
        Optional.ofNullable(event.getSeries())
            .map(last -> last.getLastObservedTime())
            .map(time -> time.getTime());
    return Stream.of(
            series,
            Optional.ofNullable(event.getLastTimestamp()),
            Optional.ofNullable(event.getEventTime()).map(time -> time.getTime()),
            Optional.ofNullable(event.getMetadata().getCreationTimestamp()))
        .flatMap(Optional::stream)
        .findFirst()
        .map(Instant::parse)
        .orElse(Instant.EPOCH);
  }

  private static String line(Event event) {
    var about = event.getInvolvedObject();
    return "%s  %-7s  %s %s%s  %s: %s%n"
        .formatted(
            at(event),
            event.getType(),
            about.getKind(),
            about.getNamespace() == null ? "" : about.getNamespace() + "/",
            about.getName(),
            event.getReason(),
            event.getMessage());
  }
}
