package platform.model.onboarding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** A copy of the parts of a repository that make up the platform, to try a change on. */
public final class TreeCopy {
  private static final List<String> FOLDERS = List.of("gitops", "sample-workloads", ".github");

  private TreeCopy() {}

  /** Hands a copy to a trial and removes it afterwards. */
  public static <T> T within(Path root, Function<Path, T> trial) {
    try {
      var copy = Files.createTempDirectory("platform-onboard-");
      try {
        for (var folder : FOLDERS) {
          copy(root, root.resolve(folder), copy);
        }
        return trial.apply(copy);
      } finally {
        FileUtils.deleteDirectory(copy.toFile());
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static void copy(Path root, Path folder, Path copy) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (var file : files.toList()) {
        var target = copy.resolve(root.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
