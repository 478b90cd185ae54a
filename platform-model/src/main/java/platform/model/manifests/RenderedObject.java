package platform.model.manifests;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import platform.model.findings.Location;

/**
 * An object as kustomize wrote it.
 *
 * @param source the file that it comes from, relative to the repository's root with forward
 *     slashes; empty if kustomize did not say
 */
record RenderedObject(Optional<String> source, YamlMapping yaml) {
  private static final String ANNOTATION = "config.kubernetes.io/origin";

  /** The origin that kustomize noted, as {@code path} or {@code configuredIn}. */
  static Optional<String> originOf(YamlMapping rendered) {
    return rendered
        .findText("metadata", "annotations", ANNOTATION)
        .map(text -> YamlTree.parse("origin", text).onlyMapping())
        .flatMap(origin -> origin.findText("path").or(() -> origin.findText("configuredIn")));
  }

  /** The object as if it had never been annotated. */
  static YamlMapping withoutOrigin(YamlMapping object) {
    var metadata = object.findMapping("metadata");
    var annotations = metadata.flatMap(each -> each.findMapping("annotations"));
    if (annotations.filter(each -> each.entries().containsKey(ANNOTATION)).isEmpty()) {
      return object;
    }
    var remaining = removed(annotations.get(), ANNOTATION);
    var newMetadata =
        remaining.entries().isEmpty()
            ? removed(metadata.get(), "annotations")
            : replaced(metadata.get(), "annotations", remaining);
    return replaced(object, "metadata", newMetadata);
  }

  /** With the file's own places, as far as it has the object; elsewhere with the nearest. */
  Manifest traced(YamlFiles files, Location otherwise) {
    // A copy of something remote has no file that anybody could correct.
    if (source.isEmpty() || !Files.isRegularFile(files.root().resolve(source.get()))) {
      return Manifest.of((YamlMapping) placed(yaml, otherwise), otherwise);
    }
    var start = new Location(source.get(), 1);
    return sourceIn(files)
        .map(
            origin ->
                Manifest.of(
                    (YamlMapping) along(yaml, origin, origin.location()), origin.location()))
        .orElseGet(() -> Manifest.of((YamlMapping) placed(yaml, start), start));
  }

  private Optional<YamlMapping> sourceIn(YamlFiles files) {
    try {
      // Names may have been given a prefix or suffix on the way.
      return files.read(files.root().resolve(source.get())).documents().stream()
          .filter(YamlMapping.class::isInstance)
          .map(YamlMapping.class::cast)
          .filter(document -> textOf(document, "kind").equals(textOf(yaml, "kind")))
          .filter(
              document ->
                  document
                      .findText("metadata", "name")
                      .filter(yaml.findText("metadata", "name").orElse("")::contains)
                      .isPresent())
          .findFirst();
    } catch (ManifestException unreadable) {
      // Kustomize has read it, so only the exact line is lost.
      return Optional.empty();
    }
  }

  private static Optional<String> textOf(YamlMapping document, String key) {
    return document.findText(key);
  }

  private static YamlNode along(YamlNode rendered, YamlNode source, Location nearest) {
    if (rendered instanceof YamlMapping mapping && source instanceof YamlMapping origin) {
      var entries = new LinkedHashMap<String, YamlMapping.Entry>();
      mapping
          .entries()
          .forEach(
              (key, entry) -> {
                var same = Optional.ofNullable(origin.entries().get(key));
                var place = same.map(YamlMapping.Entry::location).orElse(nearest);
                var value =
                    same.map(each -> along(entry.value(), each.value(), place))
                        .orElseGet(() -> placed(entry.value(), place));
                entries.put(key, new YamlMapping.Entry(key, place, value));
              });
      return new YamlMapping(nearest, mapping.path(), entries);
    }
    if (rendered instanceof YamlSequence sequence
        && source instanceof YamlSequence origin
        && sequence.items().size() == origin.items().size()) {
      var items = new ArrayList<YamlNode>();
      for (var index = 0; index < sequence.items().size(); index++) {
        var item = origin.items().get(index);
        items.add(along(sequence.items().get(index), item, item.location()));
      }
      return new YamlSequence(nearest, sequence.path(), items);
    }
    return placed(rendered, rendered.getClass() == source.getClass() ? source.location() : nearest);
  }

  private static YamlNode placed(YamlNode node, Location place) {
    if (node instanceof YamlMapping mapping) {
      var entries = new LinkedHashMap<String, YamlMapping.Entry>();
      mapping
          .entries()
          .forEach(
              (key, entry) ->
                  entries.put(
                      key, new YamlMapping.Entry(key, place, placed(entry.value(), place))));
      return new YamlMapping(place, mapping.path(), entries);
    }
    if (node instanceof YamlSequence sequence) {
      return new YamlSequence(
          place,
          sequence.path(),
          sequence.items().stream().map(each -> placed(each, place)).toList());
    }
    var scalar = (YamlScalar) node;
    return new YamlScalar(place, scalar.path(), scalar.text(), scalar.kind());
  }

  private static YamlMapping removed(YamlMapping mapping, String key) {
    var entries = new LinkedHashMap<>(mapping.entries());
    entries.remove(key);
    return new YamlMapping(mapping.location(), mapping.path(), entries);
  }

  private static YamlMapping replaced(YamlMapping mapping, String key, YamlNode value) {
    Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>(mapping.entries());
    var place = mapping.entries().get(key).location();
    entries.put(key, new YamlMapping.Entry(key, place, value));
    return new YamlMapping(mapping.location(), mapping.path(), entries);
  }
}
