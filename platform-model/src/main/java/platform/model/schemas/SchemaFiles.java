package platform.model.schemas;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;
import platform.model.manifests.YamlSequence;
import platform.model.manifests.YamlTree;

/**
 * Where schemas come from: the API server's OpenAPI document and files of definitions, all pinned.
 *
 * <p>Together they are 6 MB, mostly prose; without it they are kept beside, since they change only
 * with a pin.
 *
 * @param openApi Kubernetes' {@code swagger.json}
 * @param definitions files or folders with CustomResourceDefinitions
 * @param cacheFolder where what was read is kept
 */
public record SchemaFiles(Path openApi, List<Path> definitions, Path cacheFolder) {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Set<String> PROSE =
      Set.of(
          "description",
          "x-kubernetes-validations",
          "x-kubernetes-group-version-kind",
          "x-kubernetes-patch-merge-key",
          "x-kubernetes-patch-strategy",
          "x-kubernetes-unions",
          "x-kubernetes-map-type",
          "default",
          "example",
          "externalDocs");

  public SchemaFiles {
    definitions = List.copyOf(definitions);
  }

  /** Reads them all, from what was kept if that is there. */
  public SchemaCatalogue read() {
    try {
      var kept = cacheFolder.resolve("schemas-" + key() + ".json");
      if (Files.exists(kept)) {
        var catalogue = JSON.readTree(Files.readAllBytes(kept));
        var kinds = new TreeMap<String, JsonNode>();
        catalogue
            .get("kinds")
            .properties()
            .forEach(each -> kinds.put(each.getKey(), each.getValue()));
        return new SchemaCatalogue((ObjectNode) catalogue.get("definitions"), kinds);
      }
      var catalogue = readSources();
      var json = JsonNodeFactory.instance.objectNode();
      json.set("definitions", catalogue.definitions());
      var kinds = json.putObject("kinds");
      catalogue.kinds().forEach(kinds::set);
      Files.createDirectories(cacheFolder);
      var unfinished = Files.createTempFile(cacheFolder, "unfinished", ".tmp");
      JSON.writeValue(unfinished.toFile(), json);
      Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
      return catalogue;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't read the schemas of kinds", unreadable);
    }
  }

  // The files lie in folders that are named after their content, so their names stand for it.
  private String key() throws IOException {
    var names = new StringBuilder("1");
    for (var file : Stream.concat(Stream.of(openApi), definitionFiles().stream()).toList()) {
      names.append('\n').append(file.toAbsolutePath()).append(' ').append(Files.size(file));
    }
    return UUID.nameUUIDFromBytes(names.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  private List<Path> definitionFiles() throws IOException {
    var files = new java.util.ArrayList<Path>();
    for (var each : definitions) {
      try (var walk = Files.walk(each)) {
        walk.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(files::add);
      }
    }
    return files;
  }

  private SchemaCatalogue readSources() throws IOException {
    var kinds = new TreeMap<String, JsonNode>();
    var openApiDefinitions = openApiDefinitions(kinds);
    for (var file : definitionFiles()) {
      for (var document : YamlTree.read(file.getParent(), file).mappings()) {
        if (document.findText("kind").filter("CustomResourceDefinition"::equals).isPresent()) {
          addDefinition(document, kinds);
        }
      }
    }
    return new SchemaCatalogue(openApiDefinitions, kinds);
  }

  private ObjectNode openApiDefinitions(TreeMap<String, JsonNode> kinds) throws IOException {
    var found = JsonNodeFactory.instance.objectNode();
    try (var parser = JSON.createParser(openApi.toFile())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        parser.nextToken();
        if (!name.equals("definitions")) {
          parser.skipChildren();
          continue;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          var definition = parser.currentName();
          parser.nextToken();
          JsonNode schema = JSON.readTree(parser);
          schema
              .path("x-kubernetes-group-version-kind")
              .forEach(each -> kinds.put(key(each), reference(definition)));
          found.set(definition, withoutProse(schema, false));
        }
        break;
      }
    }
    return found;
  }

  private static String key(JsonNode groupVersionKind) {
    var group = groupVersionKind.path("group").asText();
    var version = groupVersionKind.path("version").asText();
    return SchemaCatalogue.keyOf(
        group.isEmpty() ? version : group + "/" + version, groupVersionKind.path("kind").asText());
  }

  private static JsonNode reference(String definition) {
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/definitions/" + definition);
  }

  private static void addDefinition(YamlMapping definition, TreeMap<String, JsonNode> kinds) {
    var group = definition.text("spec", "group");
    var kind = definition.text("spec", "names", "kind");
    for (var version : definition.sequence("spec", "versions").mappings()) {
      version
          .findMapping("schema", "openAPIV3Schema")
          .ifPresent(
              schema ->
                  kinds.put(
                      SchemaCatalogue.keyOf(group + "/" + version.text("name"), kind),
                      withoutProse(json(schema), false)));
    }
  }

  /** Prose, unless the names are those of fields, where each may be one's name. */
  private static JsonNode withoutProse(JsonNode node, boolean namesAreFields) {
    if (node.isArray()) {
      var copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> copy.add(withoutProse(item, false)));
      return copy;
    }
    if (!node.isObject()) {
      return node;
    }
    var copy = JsonNodeFactory.instance.objectNode();
    node.properties()
        .forEach(
            each -> {
              if (namesAreFields || !PROSE.contains(each.getKey())) {
                copy.set(
                    each.getKey(),
                    withoutProse(
                        each.getValue(), !namesAreFields && each.getKey().equals("properties")));
              }
            });
    return copy;
  }

  private static JsonNode json(YamlNode node) {
    var factory = JsonNodeFactory.instance;
    if (node instanceof YamlMapping mapping) {
      var object = factory.objectNode();
      mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
      return object;
    }
    if (node instanceof YamlSequence sequence) {
      var array = factory.arrayNode();
      sequence.items().forEach(item -> array.add(json(item)));
      return array;
    }
    var scalar = (YamlScalar) node;
    return switch (scalar.kind()) {
      case TEXT -> factory.textNode(scalar.text());
      case INTEGER -> factory.numberNode(new java.math.BigInteger(scalar.text()));
      case DECIMAL -> factory.numberNode(new java.math.BigDecimal(scalar.text()));
      case BOOLEAN -> factory.booleanNode(Boolean.parseBoolean(scalar.text()));
      case NULL -> factory.nullNode();
    };
  }
}
