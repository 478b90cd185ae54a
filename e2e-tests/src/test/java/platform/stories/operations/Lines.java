package platform.stories.operations;

import java.util.ArrayList;
import java.util.List;
import platform.local.process.Progress;

/** What a command has said, in order. */
final class Lines implements Progress {
  private final List<String> said = new ArrayList<>();

  @Override
  public synchronized void say(String line) {
    said.add(line);
  }

  @Override
  public void update(String line) {}

  synchronized List<String> all() {
    return List.copyOf(said);
  }
}
