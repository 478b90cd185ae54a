package platform.model.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlSequence;
import platform.model.manifests.YamlTree;

/** Finds the line of a rendered object's field in the file that the object comes from. */
final class SourcePlace {
  private SourcePlace() {}

  /** The deepest part of the path that the file has; a patch may have brought the rest. */
  static Location of(Path root, Manifest rendered, List<Object> path) {
    return documentOf(root, rendered)
        .map(document -> deepest(document, path))
        .orElse(rendered.location());
  }

  private static Optional<YamlMapping> documentOf(Path root, Manifest rendered) {
    Path file = root.resolve(rendered.location().file());
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return YamlTree.read(root, file).documents().stream()
          .filter(YamlMapping.class::isInstance)
          .map(YamlMapping.class::cast)
          .filter(document -> isOf(document, rendered))
          .findFirst();
    } catch (ManifestException unreadable) {
      // Kustomize has read it, so only the exact line is lost.
      return Optional.empty();
    }
  }

  private static boolean isOf(YamlMapping document, Manifest rendered) {
    return document.findText("kind").equals(Optional.of(rendered.kind()))
        && document.findText("metadata", "name").equals(Optional.of(rendered.name()));
  }

  private static Location deepest(YamlMapping document, List<Object> path) {
    YamlNode node = document;
    Location place = document.location();
    for (Object step : path) {
      if (step instanceof Integer index
          && node instanceof YamlSequence sequence
          && index < sequence.items().size()) {
        node = sequence.items().get(index);
        place = node.location();
      } else if (node instanceof YamlMapping mapping
          && mapping.entries().containsKey(String.valueOf(step))) {
        var entry = mapping.entries().get(String.valueOf(step));
        place = entry.location();
        node = entry.value();
      } else {
        break;
      }
    }
    return place;
  }
}
