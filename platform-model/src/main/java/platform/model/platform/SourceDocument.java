package platform.model.platform;

import platform.model.findings.Location;
import platform.model.manifests.YamlMapping;

/** A document of a file of the tree, and what it is there for. */
public record SourceDocument(YamlMapping yaml, Role role) {
  /** What a document is there for. */
  public enum Role {
    /** An object that is applied, as far as nothing patches it. */
    OBJECT,
    /** A part of an object that kustomize lays over others. */
    PATCH,
    /** A kustomization or Component. */
    KUSTOMIZATION,
    /** A file format of this repository. */
    OWN
  }

  /** The file, relative to the repository's root. */
  public String file() {
    return yaml.location().file();
  }

  public Location location() {
    return yaml.location();
  }
}
