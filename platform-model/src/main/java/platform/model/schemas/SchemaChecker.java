package platform.model.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;
import platform.model.manifests.YamlSequence;

/**
 * Holds objects to the schemas of their kinds, as an API server does that drops nothing silently.
 *
 * <p>Its own rather than a JSON Schema library: findings need the line of a key, unknown fields are
 * none for such a library unless each of the API server's 770 definitions is rewritten, and
 * quantities, keys of lists and fields that hold a number or text are Kubernetes' own.
 */
public final class SchemaChecker {
  private static final Pattern QUANTITY =
      Pattern.compile(
          "[+-]?([0-9]+|[0-9]+\\.[0-9]*|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})");

  private final SchemaCatalogue catalogue;
  private final String rule;
  private final Map<String, Pattern> patterns = new HashMap<>();

  /** How much of an object is there. */
  public enum Extent {
    /** All of it, as it would be applied. */
    WHOLE,
    /** A patch: nothing need be there. */
    PART
  }

  /**
   * @param rule by which findings are known
   */
  public SchemaChecker(SchemaCatalogue catalogue, String rule) {
    this.catalogue = catalogue;
    this.rule = rule;
  }

  /** What is wrong with one document that has an apiVersion and a kind. */
  public List<Finding> check(YamlMapping object, Extent extent) {
    var apiVersion = object.text("apiVersion");
    var kind = object.text("kind");
    var schema = catalogue.find(apiVersion, kind);
    if (schema.isEmpty()) {
      return catalogue.isEmpty() ? List.of() : List.of(unknownKind(object, apiVersion, kind));
    }
    var run = new Run(extent);
    var resolved = catalogue.resolve(schema.get());
    run.check(resolved, object, kind);
    // Definitions leave metadata to the API server.
    if (resolved.path("properties").path("metadata").path("properties").isMissingNode()
        && !resolved.path("properties").path("metadata").has("$ref")) {
      object
          .find("metadata")
          .ifPresent(metadata -> run.check(catalogue.metadata(), metadata, "metadata"));
    }
    return run.findings;
  }

  private Finding unknownKind(YamlMapping object, String apiVersion, String kind) {
    var kinds = catalogue.kindsOf(apiVersion);
    if (!kinds.isEmpty()) {
      return Finding.error(
          rule,
          object.locationOf("kind"),
          "%s has no kind '%s'".formatted(apiVersion, kind),
          new Choices(kinds).remedyFor(kind, "kinds"));
    }
    var versions = catalogue.versionsOf(kind);
    return Finding.error(
        rule,
        object.locationOf("apiVersion"),
        "no API server of this platform has '%s' in '%s'".formatted(kind, apiVersion),
        versions.isEmpty()
            ? "correct apiVersion and kind, or pin the definition that brings it"
            : new Choices(versions).remedyFor(apiVersion, "%s is in".formatted(kind)));
  }

  /** One object under way. */
  private final class Run {
    private final Extent extent;
    private final List<Finding> findings = new ArrayList<>();

    Run(Extent extent) {
      this.extent = extent;
    }

    void check(JsonNode given, YamlNode value, String name) {
      if (value instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.NULL) {
        return;
      }
      var schema = catalogue.resolve(given);
      if (isQuantity(given, schema)) {
        checkQuantity(value);
      } else if (isIntOrString(schema)) {
        requireOneOf(
            value,
            List.of(YamlScalar.Kind.INTEGER, YamlScalar.Kind.TEXT),
            "a whole number or text");
        checkPattern(schema, value);
      } else {
        checkType(schema, value, name);
      }
    }

    private void checkType(JsonNode schema, YamlNode value, String name) {
      switch (schema.path("type").asText(schema.has("properties") ? "object" : "")) {
        case "object" -> {
          if (value instanceof YamlMapping mapping) {
            checkObject(schema, mapping, name);
          } else {
            wrongType(value, "a map of keys");
          }
        }
        case "array" -> {
          if (value instanceof YamlSequence sequence) {
            checkArray(schema, sequence, name);
          } else {
            wrongType(value, "a list");
          }
        }
        case "string" -> {
          if (requireOneOf(value, List.of(YamlScalar.Kind.TEXT), "text; put it in quotes")) {
            checkText(schema, (YamlScalar) value);
          }
        }
        case "integer" -> {
          if (requireOneOf(value, List.of(YamlScalar.Kind.INTEGER), "a whole number")) {
            checkNumber(schema, (YamlScalar) value);
          }
        }
        case "number" -> {
          if (requireOneOf(
              value, List.of(YamlScalar.Kind.INTEGER, YamlScalar.Kind.DECIMAL), "a number")) {
            checkNumber(schema, (YamlScalar) value);
          }
        }
        case "boolean" ->
            requireOneOf(value, List.of(YamlScalar.Kind.BOOLEAN), "true or false, without quotes");
        default -> {
          // Anything may stand there.
        }
      }
    }

    private void checkObject(JsonNode schema, YamlMapping mapping, String name) {
      var properties = schema.path("properties");
      var additional = schema.path("additionalProperties");
      boolean isOpen =
          schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
              || schema.path("x-kubernetes-embedded-resource").asBoolean()
              || (properties.isMissingNode() && additional.isMissingNode());
      for (var entry : mapping.entries().values()) {
        var property = properties.path(entry.key());
        if (!property.isMissingNode()) {
          check(property, entry.value(), entry.key());
        } else if (additional.isObject()) {
          check(additional, entry.value(), entry.key());
        } else if (!isOpen && !additional.asBoolean() && !isDirective(entry.key())) {
          unknown(mapping, entry, properties, name);
        }
      }
      if (extent == Extent.WHOLE) {
        for (var required : schema.path("required")) {
          if (mapping.find(required.asText()).isEmpty()) {
            add(
                mapping.location(),
                "'%s' is missing".formatted(mapping.pathOf(required.asText())),
                "add it");
          }
        }
        atLeast(schema, "minProperties", mapping.entries().size(), mapping, "keys");
      }
      atMost(schema, "maxProperties", mapping.entries().size(), mapping, "keys");
    }

    // What a strategic merge patch says to kustomize.
    private boolean isDirective(String key) {
      return extent == Extent.PART && key.startsWith("$");
    }

    private void unknown(
        YamlMapping mapping, YamlMapping.Entry entry, JsonNode properties, String name) {
      var known = new TreeSet<String>();
      properties.fieldNames().forEachRemaining(known::add);
      add(
          entry.location(),
          "unknown field '%s'".formatted(mapping.pathOf(entry.key())),
          new Choices(known).remedyFor(entry.key(), "fields of " + name));
    }

    private void checkArray(JsonNode schema, YamlSequence sequence, String name) {
      var items = schema.path("items");
      for (var item : sequence.items()) {
        if (!items.isMissingNode()) {
          check(items, item, name);
        }
      }
      if (extent == Extent.WHOLE) {
        atLeast(schema, "minItems", sequence.items().size(), sequence, "items");
      }
      atMost(schema, "maxItems", sequence.items().size(), sequence, "items");
      checkKeysOfList(schema, sequence);
    }

    private void checkKeysOfList(JsonNode schema, YamlSequence sequence) {
      var kind = schema.path("x-kubernetes-list-type").asText();
      var keys = schema.path("x-kubernetes-list-map-keys");
      var seen = new HashMap<String, Location>();
      for (var item : sequence.items()) {
        var identity = "";
        if (kind.equals("map") && item instanceof YamlMapping mapping) {
          var parts = new ArrayList<String>();
          // A key that has a default may be left out; that default is not known here.
          keys.forEach(
              key ->
                  parts.add(
                      key.asText()
                          + " "
                          + mapping.find(key.asText()).map(SchemaChecker::shown).orElse("")));
          identity = String.join(", ", parts);
        } else if (kind.equals("set")) {
          identity = shown(item);
        } else {
          continue;
        }
        var first = seen.putIfAbsent(identity, item.location());
        if (first != null) {
          add(
              item.location(),
              "'%s' has two items with %s, the first in line %d"
                  .formatted(sequence.path(), identity, first.line()),
              "keep one of the two");
        }
      }
    }

    private void checkText(JsonNode schema, YamlScalar scalar) {
      checkEnumeration(schema, scalar);
      checkPattern(schema, scalar);
      int length = scalar.text().codePointCount(0, scalar.text().length());
      atLeast(schema, "minLength", length, scalar, "characters");
      atMost(schema, "maxLength", length, scalar, "characters");
      if (schema.path("format").asText().equals("date-time")
          && !TIME.matcher(scalar.text()).matches()) {
        add(
            scalar.location(),
            "'%s' is '%s', no time".formatted(scalar.path(), scalar.text()),
            "write it as 2026-01-31T12:00:00Z");
      }
    }

    private void checkEnumeration(JsonNode schema, YamlScalar scalar) {
      if (!schema.has("enum")) {
        return;
      }
      var allowed = new TreeSet<String>();
      schema.get("enum").forEach(each -> allowed.add(each.asText()));
      if (!allowed.contains(scalar.text())) {
        add(
            scalar.location(),
            "'%s' is '%s'".formatted(scalar.path(), scalar.text()),
            new Choices(allowed).remedyFor(scalar.text(), "allowed"));
      }
    }

    private void checkPattern(JsonNode schema, YamlNode value) {
      if (schema.has("pattern") && value instanceof YamlScalar scalar) {
        var pattern = patterns.computeIfAbsent(schema.get("pattern").asText(), Pattern::compile);
        if (!pattern.matcher(scalar.text()).find()) {
          add(
              scalar.location(),
              "'%s' is '%s'".formatted(scalar.path(), scalar.text()),
              "write something that matches " + pattern);
        }
      }
    }

    private void checkNumber(JsonNode schema, YamlScalar scalar) {
      BigDecimal number;
      try {
        number = new BigDecimal(scalar.text());
      } catch (NumberFormatException hexadecimalOrInfinite) {
        return;
      }
      bound(schema, "minimum", number, scalar, -1, "at least");
      bound(schema, "maximum", number, scalar, 1, "at most");
      if (schema.path("format").asText().equals("int32")
          && number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
        add(
            scalar.location(),
            "'%s' is %s".formatted(scalar.path(), scalar.text()),
            "write a number of at most " + Integer.MAX_VALUE);
      }
      checkEnumeration(schema, scalar);
    }

    private void bound(
        JsonNode schema,
        String key,
        BigDecimal number,
        YamlScalar scalar,
        int wrong,
        String words) {
      if (schema.has(key) && number.compareTo(schema.get(key).decimalValue()) == wrong) {
        add(
            scalar.location(),
            "'%s' is %s".formatted(scalar.path(), scalar.text()),
            "write %s %s".formatted(words, schema.get(key).asText()));
      }
    }

    private void checkQuantity(YamlNode value) {
      if (requireOneOf(
          value,
          List.of(YamlScalar.Kind.TEXT, YamlScalar.Kind.INTEGER, YamlScalar.Kind.DECIMAL),
          "a quantity")) {
        var scalar = (YamlScalar) value;
        if (!QUANTITY.matcher(scalar.text()).matches()) {
          add(
              scalar.location(),
              "'%s' is '%s', no quantity".formatted(scalar.path(), scalar.text()),
              "write a number with a unit such as m, Mi or Gi");
        }
      }
    }

    private void atLeast(JsonNode schema, String key, int size, YamlNode node, String what) {
      if (schema.has(key) && size < schema.get(key).asInt()) {
        count(node, size, "at least " + schema.get(key).asInt(), what);
      }
    }

    private void atMost(JsonNode schema, String key, int size, YamlNode node, String what) {
      if (schema.has(key) && size > schema.get(key).asInt()) {
        count(node, size, "at most " + schema.get(key).asInt(), what);
      }
    }

    private void count(YamlNode node, int size, String bound, String what) {
      add(
          node.location(),
          "'%s' has %d %s".formatted(node.path(), size, what),
          "give it %s".formatted(bound));
    }

    private boolean requireOneOf(YamlNode value, List<YamlScalar.Kind> kinds, String expected) {
      if (value instanceof YamlScalar scalar && kinds.contains(scalar.kind())) {
        return true;
      }
      wrongType(value, value instanceof YamlScalar ? expected : expected.replaceFirst(";.*", ""));
      return false;
    }

    private void wrongType(YamlNode value, String expected) {
      add(
          value.location(),
          "'%s' is %s".formatted(value.path(), value.description()),
          "write " + expected);
    }

    private void add(Location location, String problem, String remedy) {
      findings.add(Finding.error(rule, location, problem, remedy));
    }
  }

  private static boolean isQuantity(JsonNode given, JsonNode resolved) {
    return given.path("$ref").asText().endsWith(".resource.Quantity")
        || resolved.path("pattern").asText().startsWith("^(\\+|-)?(([0-9]+(\\.[0-9]*)?)");
  }

  private static boolean isIntOrString(JsonNode schema) {
    return schema.path("x-kubernetes-int-or-string").asBoolean()
        || schema.path("format").asText().equals("int-or-string");
  }

  private static String shown(YamlNode node) {
    return node instanceof YamlScalar scalar
        ? scalar.text()
        : node.allTexts().collect(Collectors.joining(" "));
  }
}
