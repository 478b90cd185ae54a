package platform.stories.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.io.file.PathUtils;
import platform.local.git.GitRepository;

/** A copy of the working tree that a story may change, as a team would in a commit. */
public final class StoryTree {
  private final StoryFolder parent;
  private final Path folder;
  private final Path workingTree;
  private final SortedSet<String> changed = new TreeSet<>();

  StoryTree(StoryFolder parent, String name, Path workingTree) {
    this.parent = parent;
    this.folder = parent.path().resolve(name);
    this.workingTree = workingTree;
    takeOver();
  }

  private void takeOver() {
    parent.change(() -> GitRepository.create(folder).takeOver(workingTree));
  }

  public Path folder() {
    return folder;
  }

  boolean isChanged() {
    return !changed.isEmpty();
  }

  /** The files that a story has written. */
  SortedSet<String> changedFiles() {
    return Collections.unmodifiableSortedSet(changed);
  }

  void restore() {
    takeOver();
    changed.clear();
  }

  /**
   * Replaces one passage of a file.
   *
   * @throws AssertionError if the file does not hold the passage exactly once: the story must be
   *     brought in line with the tree
   */
  public StoryTree replace(String file, String passage, String replacement) {
    String text = read(file);
    int first = text.indexOf(passage);
    if (first < 0 || text.indexOf(passage, first + 1) >= 0) {
      throw new AssertionError(
          "%s should hold the following exactly once:%n%s".formatted(file, passage));
    }
    return write(file, text.replace(passage, replacement));
  }

  /** Exchanges the content of two files. */
  public StoryTree swap(String first, String second) {
    String text = read(first);
    return write(first, read(second)).write(second, text);
  }

  public StoryTree write(String file, String text) {
    Path path = folder.resolve(file);
    parent.change(
        () -> {
          Files.createDirectories(path.getParent());
          Files.writeString(path, text);
        });
    changed.add(file);
    return this;
  }

  /** Takes away a file, or a folder with all that it holds. */
  public StoryTree remove(String path) {
    parent.change(() -> PathUtils.delete(folder.resolve(path)));
    changed.add(path);
    return this;
  }

  /** Gives a file or a folder another name. */
  public StoryTree rename(String path, String other) {
    parent.change(() -> Files.move(folder.resolve(path), folder.resolve(other)));
    changed.add(path);
    return this;
  }

  public String read(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the pinned kustomize makes of a folder of the tree. */
  byte[] render(Path kustomize, Path kustomization) {
    try {
      Process process =
          new ProcessBuilder(List.of(kustomize.toString(), "build", kustomization.toString()))
              .redirectErrorStream(true)
              .start();
      byte[] output = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new AssertionError(
            "%s does not build: %s"
                .formatted(kustomization, new String(output, StandardCharsets.UTF_8)));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while rendering " + kustomization, e);
    }
  }
}
