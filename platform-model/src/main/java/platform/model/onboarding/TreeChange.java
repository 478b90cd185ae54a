package platform.model.onboarding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files to be written below a repository's root, all of them or none.
 *
 * @param created path to text of files that do not exist yet
 * @param edited path to new text of files that do
 */
public record TreeChange(SortedMap<String, String> created, SortedMap<String, String> edited) {
  public TreeChange {
    created = Collections.unmodifiableSortedMap(new TreeMap<>(created));
    edited = Collections.unmodifiableSortedMap(new TreeMap<>(edited));
  }

  /**
   * Writes all files; what was written goes again if one of them can't be.
   *
   * @throws UncheckedIOException if a file can't be written, or one to be created exists
   */
  public void applyTo(Path root) {
    Deque<Undo> done = new ArrayDeque<>();
    try {
      for (var each : created.entrySet()) {
        create(root.resolve(each.getKey()), each.getValue(), done);
      }
      for (var each : edited.entrySet()) {
        var file = root.resolve(each.getKey());
        var before = Files.readString(file);
        done.push(() -> Files.writeString(file, before));
        replace(file, each.getValue());
      }
    } catch (IOException | RuntimeException failure) {
      undo(done, failure);
      throw failure instanceof IOException unwritable
          ? new UncheckedIOException(unwritable)
          : (RuntimeException) failure;
    }
  }

  private interface Undo {
    void run() throws IOException;
  }

  private static void create(Path file, String text, Deque<Undo> done) throws IOException {
    for (var folder : missing(file.getParent())) {
      Files.createDirectory(folder);
      done.push(() -> Files.deleteIfExists(folder));
    }
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    done.push(() -> Files.deleteIfExists(file));
    Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
  }

  /** From the outermost to the innermost. */
  private static Deque<Path> missing(Path folder) {
    var missing = new ArrayDeque<Path>();
    for (var each = folder; !Files.exists(each); each = each.getParent()) {
      missing.push(each);
    }
    return missing;
  }

  /** In one step, so that nobody reads half a file. */
  private static void replace(Path file, String text) throws IOException {
    var beside = file.resolveSibling("." + file.getFileName() + ".new");
    try {
      Files.copy(file, beside, StandardCopyOption.COPY_ATTRIBUTES);
      Files.writeString(beside, text);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void undo(Deque<Undo> done, Exception failure) {
    while (!done.isEmpty()) {
      try {
        done.pop().run();
      } catch (IOException stuck) {
        failure.addSuppressed(stuck);
      }
    }
  }
}
