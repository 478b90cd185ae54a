package platform.stories.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import platform.local.process.Progress;

/** What a command has said, in order. */
final class Lines implements Progress {
  private final List<String> said = new ArrayList<>();
  private final Consumer<String> listener;

  Lines() {
    this(line -> {});
  }

  /**
   * @param listener hears each line as it is said, and the command waits for it
   */
  Lines(Consumer<String> listener) {
    this.listener = listener;
  }

  @Override
  public synchronized void say(String line) {
    said.add(line);
    listener.accept(line);
  }

  @Override
  public void update(String line) {}

  synchronized List<String> all() {
    return List.copyOf(said);
  }
}
