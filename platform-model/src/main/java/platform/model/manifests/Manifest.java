package platform.model.manifests;

import java.util.Optional;
import platform.model.findings.Location;

/**
 * A Kubernetes object as a file or a rendering holds it.
 *
 * @param location where it comes from: for a rendered object its source file, as far as known
 */
public record Manifest(
    String apiVersion,
    String kind,
    String name,
    Optional<String> namespace,
    Location location,
    YamlMapping yaml) {
  /** Reads a document as an object, or tells which of its parts is missing. */
  public static Manifest of(YamlMapping yaml) {
    return of(yaml, yaml.location());
  }

  static Manifest of(YamlMapping yaml, Location location) {
    return new Manifest(
        yaml.text("apiVersion"),
        yaml.text("kind"),
        yaml.text("metadata", "name"),
        yaml.findText("metadata", "namespace"),
        location,
        yaml);
  }
}
