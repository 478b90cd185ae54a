package platform.stories.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/**
 * A temporary folder of the stories. Once it is deleted nothing is written to it: a run that is
 * ended from outside deletes it while a story goes on, which would bring it back.
 */
final class StoryFolder {
  /** What changes files. */
  @FunctionalInterface
  interface Change {
    void make() throws IOException;
  }

  private final Path path;
  private boolean deleted;

  private StoryFolder(Path path) {
    this.path = path;
  }

  static StoryFolder make() {
    try {
      return new StoryFolder(Files.createTempDirectory("platform-stories-").toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  /**
   * Makes one change below the folder.
   *
   * @throws IllegalStateException if the folder is deleted
   */
  synchronized void change(Change change) {
    if (deleted) {
      throw new IllegalStateException(path + " is deleted already: the run of the stories ends");
    }
    try {
      change.make();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the folder, after the change that is being made; does nothing the second time. */
  synchronized void delete() {
    deleted = true;
    try {
      FileUtils.deleteDirectory(path.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
