package platform.model.manifests;

import platform.model.findings.Location;

/** A single YAML value: its text as written, and what YAML's core schema takes it for. */
public record YamlScalar(Location location, String path, String text, Kind kind)
    implements YamlNode {
  /** What kind of value a scalar is. */
  public enum Kind {
    TEXT,
    INTEGER,
    DECIMAL,
    BOOLEAN,
    NULL
  }

  @Override
  public String description() {
    return switch (kind) {
      case TEXT -> "the text '" + text + "'";
      case INTEGER, DECIMAL -> "the number " + text;
      case BOOLEAN -> "the boolean " + text;
      case NULL -> "empty";
    };
  }
}
