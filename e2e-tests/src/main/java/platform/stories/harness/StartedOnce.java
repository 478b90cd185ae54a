package platform.stories.harness;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Something costly that all stories share. It is started for whoever asks first; if that fails,
 * nobody starts it again: each later one is told the same cause at once.
 *
 * @param <T> what is started
 */
final class StartedOnce<T> {
  private final Supplier<T> starter;
  private Optional<T> started = Optional.empty();
  private Optional<Throwable> failure = Optional.empty();

  StartedOnce(Supplier<T> starter) {
    this.starter = starter;
  }

  /**
   * @throws RuntimeException as the starter threw it, to whoever asks first
   * @throws AssertionError to all others, with what the starter threw as its cause
   */
  synchronized T get() {
    failure.ifPresent(
        cause -> {
          throw new AssertionError(
              "the story was not run, since the shared lab did not come up: " + inOneLine(cause),
              cause);
        });
    if (started.isEmpty()) {
      try {
        started = Optional.of(starter.get());
      } catch (RuntimeException | Error e) {
        failure = Optional.of(e);
        throw e;
      }
    }
    return started.get();
  }

  /** Further lines are findings, of which the cause holds all. */
  private static String inOneLine(Throwable cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.lines().map(String::strip).limit(2).collect(Collectors.joining(" "));
  }

  /** What is there to be ended; empty if nobody asked or the start failed. */
  synchronized Optional<T> ifStarted() {
    return started;
  }
}
