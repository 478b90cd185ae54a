package platform.model.manifests;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import platform.model.findings.Location;

/**
 * What was rendered before, by the hash of all that it depends on. As JSON, which is read ten times
 * faster than YAML: Argo CD's manifests alone are 34,000 lines.
 */
record RenderingCache(Path folder) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Duration KEPT_UNUSED = Duration.ofDays(14);
  private static final Location NOWHERE = new Location("rendered", 1);

  Optional<List<RenderedObject>> find(String key) {
    var file = fileOf(key);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (var parser = JSON.createParser(Files.readAllBytes(file))) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      var objects = new ArrayList<RenderedObject>();
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        var source = Optional.of(parser.getText()).filter(text -> !text.isEmpty());
        parser.nextToken();
        objects.add(new RenderedObject(source, (YamlMapping) read(parser, "")));
      }
      return Optional.of(objects);
    } catch (IOException | ClassCastException damaged) {
      // As good as none: it is written again.
      return Optional.empty();
    }
  }

  void keep(String key, List<RenderedObject> objects) {
    try {
      Files.createDirectories(folder);
      var unfinished = Files.createTempFile(folder, "unfinished", ".tmp");
      if (write(unfinished, objects)) {
        Files.move(unfinished, fileOf(key), StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.delete(unfinished);
      }
      removeUnused();
    } catch (IOException full) {
      throw new UncheckedIOException("can't keep what was rendered in " + folder, full);
    }
  }

  private Path fileOf(String key) {
    return folder.resolve(key + ".json");
  }

  private void removeUnused() throws IOException {
    var oldest = FileTime.from(Instant.now().minus(KEPT_UNUSED));
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        if (Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Whether all of it could be written: YAML has numbers and booleans that JSON has not. */
  private static boolean write(Path file, List<RenderedObject> objects) throws IOException {
    try (var generator = JSON.createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      generator.writeStartArray();
      for (var object : objects) {
        generator.writeString(object.source().orElse(""));
        if (!write(generator, object.yaml())) {
          return false;
        }
      }
      generator.writeEndArray();
      return true;
    }
  }

  private static boolean write(JsonGenerator generator, YamlNode node) throws IOException {
    if (node instanceof YamlMapping mapping) {
      generator.writeStartObject();
      for (var entry : mapping.entries().values()) {
        generator.writeFieldName(entry.key());
        if (!write(generator, entry.value())) {
          return false;
        }
      }
      generator.writeEndObject();
      return true;
    }
    if (node instanceof YamlSequence sequence) {
      generator.writeStartArray();
      for (var item : sequence.items()) {
        if (!write(generator, item)) {
          return false;
        }
      }
      generator.writeEndArray();
      return true;
    }
    return write(generator, (YamlScalar) node);
  }

  private static boolean write(JsonGenerator generator, YamlScalar scalar) throws IOException {
    var text = scalar.text();
    switch (scalar.kind()) {
      case TEXT -> generator.writeString(text);
      case NULL -> generator.writeNull();
      case INTEGER, DECIMAL -> {
        if (!NUMBER.matcher(text).matches()) {
          return false;
        }
        generator.writeNumber(text);
      }
      case BOOLEAN -> {
        if (!text.equals("true") && !text.equals("false")) {
          return false;
        }
        generator.writeBoolean(text.equals("true"));
      }
    }
    return true;
  }

  private static YamlNode read(JsonParser parser, String path) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        var entries = new LinkedHashMap<String, YamlMapping.Entry>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          var key = parser.currentName();
          parser.nextToken();
          var value = read(parser, path.isEmpty() ? key : path + "." + key);
          entries.put(key, new YamlMapping.Entry(key, NOWHERE, value));
        }
        yield new YamlMapping(NOWHERE, path, entries);
      }
      case START_ARRAY -> {
        var items = new ArrayList<YamlNode>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser, path + "[" + items.size() + "]"));
        }
        yield new YamlSequence(NOWHERE, path, items);
      }
      case VALUE_STRING -> new YamlScalar(NOWHERE, path, parser.getText(), YamlScalar.Kind.TEXT);
      case VALUE_NUMBER_INT ->
          new YamlScalar(NOWHERE, path, parser.getText(), YamlScalar.Kind.INTEGER);
      case VALUE_NUMBER_FLOAT ->
          new YamlScalar(NOWHERE, path, parser.getText(), YamlScalar.Kind.DECIMAL);
      case VALUE_TRUE, VALUE_FALSE ->
          new YamlScalar(NOWHERE, path, parser.getText(), YamlScalar.Kind.BOOLEAN);
      case VALUE_NULL -> new YamlScalar(NOWHERE, path, "", YamlScalar.Kind.NULL);
      default -> throw new IOException("unexpected " + parser.currentToken());
    };
  }
}
