package platform.model.manifests;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The YAML files of one repository, each read once, however many look at it. */
public final class YamlFiles {
  private final Path root;
  private final Map<Path, Outcome> outcomes = new ConcurrentHashMap<>();

  private sealed interface Outcome {
    record Read(YamlTree tree) implements Outcome {}

    record Failed(ManifestException problem) implements Outcome {}
  }

  public YamlFiles(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  public Path root() {
    return root;
  }

  /**
   * Reads a file, or tells again what is wrong with it.
   *
   * @throws ManifestException with the place
   */
  public YamlTree read(Path file) {
    var outcome = outcomes.computeIfAbsent(file.toAbsolutePath().normalize(), this::attempt);
    if (outcome instanceof Outcome.Failed failed) {
      throw failed.problem();
    }
    return ((Outcome.Read) outcome).tree();
  }

  private Outcome attempt(Path file) {
    try {
      return new Outcome.Read(YamlTree.read(root, file));
    } catch (ManifestException unreadable) {
      return new Outcome.Failed(unreadable);
    }
  }
}
