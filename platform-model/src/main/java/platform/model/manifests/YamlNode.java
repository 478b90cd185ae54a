package platform.model.manifests;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import platform.model.findings.Location;

/** One node of a YAML document, which knows where it stands. */
public sealed interface YamlNode permits YamlMapping, YamlSequence, YamlScalar {
  Location location();

  /**
   * Where the node stands in its document, as in {@code spec.taints[0].key}; empty for the root.
   */
  String path();

  /** What the node is, in words that an error can show. */
  String description();

  /** All scalar values in it, as they are written. */
  default Stream<String> allTexts() {
    if (this instanceof YamlMapping mapping) {
      return mapping.entries().values().stream().flatMap(entry -> entry.value().allTexts());
    }
    if (this instanceof YamlSequence sequence) {
      return sequence.items().stream().flatMap(YamlNode::allTexts);
    }
    return Stream.of(((YamlScalar) this).text());
  }

  /** The node as maps, lists, texts, numbers and booleans; empty values are left out. */
  default Object plain() {
    if (this instanceof YamlMapping mapping) {
      var map = new LinkedHashMap<String, Object>();
      mapping.entries().keySet().stream()
          .filter(key -> mapping.find(key).isPresent())
          .forEach(key -> map.put(key, mapping.entries().get(key).value().plain()));
      return map;
    }
    if (this instanceof YamlSequence sequence) {
      return sequence.items().stream().map(YamlNode::plain).toList();
    }
    var scalar = (YamlScalar) this;
    return switch (scalar.kind()) {
      case TEXT, NULL -> scalar.text();
      case INTEGER -> new BigDecimal(scalar.text()).toBigInteger();
      case DECIMAL -> new BigDecimal(scalar.text());
      case BOOLEAN -> Boolean.parseBoolean(scalar.text());
    };
  }

  /** The node as a mapping, or an error that names the place. */
  default YamlMapping asMapping() {
    if (this instanceof YamlMapping mapping) {
      return mapping;
    }
    throw wrongType("a map of keys");
  }

  /** The node as a sequence, or an error that names the place. */
  default YamlSequence asSequence() {
    if (this instanceof YamlSequence sequence) {
      return sequence;
    }
    throw wrongType("a list");
  }

  /** The node's text, or an error that names the place; numbers and booleans are no text. */
  default String asText() {
    if (this instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.TEXT) {
      return scalar.text();
    }
    throw wrongType(this instanceof YamlScalar ? "text; put it in quotes" : "text");
  }

  /** The node as a whole number, or an error that names the place. */
  default int asInteger() {
    if (this instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.INTEGER) {
      try {
        return Integer.parseInt(scalar.text());
      } catch (NumberFormatException tooLarge) {
        throw wrongType("a whole number below 2147483648");
      }
    }
    throw wrongType("a whole number");
  }

  private ManifestException wrongType(String expected) {
    return new ManifestException(
        location(),
        (path().isEmpty() ? "the document" : "'" + path() + "'") + " is " + description(),
        "write " + expected);
  }
}
