package platform.model.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import platform.model.manifests.ChartValues;

/** The trees below src/test/resources. */
public final class Fixtures {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private Fixtures() {}

  /** The tree that keeps every rule. */
  public static Path validRepository() {
    return RESOURCES.resolve("valid/repository");
  }

  /** The folders that each replace one file of the valid tree by a broken one. */
  public static List<Path> invalidCases() {
    try (var folders = Files.list(RESOURCES.resolve("invalid"))) {
      return folders.sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The chart of the fixtures, under the name by which they install it. */
  public static Map<String, ChartValues> charts() {
    return Map.of("karpenter", ChartValues.read(RESOURCES.resolve("chart/karpenter/values.yaml")));
  }

  public static Reading validReading() {
    return PlatformTree.read(validRepository(), "dev", new PlainRenderer());
  }

  /** Copies a folder's files over another's. */
  public static void copy(Path from, Path to) {
    try (var files = Files.walk(from)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
