package platform.model.manifests;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import platform.model.findings.Location;

/** A YAML file read whole: its documents, each node with the place where it stands. */
public record YamlTree(String file, List<YamlNode> documents) {
  static final int MOST_BYTES = 5 * 1024 * 1024;
  static final int MOST_NODES = 1_000_000;
  static final int DEEPEST_NESTING = 100;

  public YamlTree {
    documents = List.copyOf(documents);
  }

  /**
   * Reads a file.
   *
   * @param root the repository's root, by which places are named
   * @throws ManifestException whatever is wrong with the file, with its place
   */
  public static YamlTree read(Path root, Path file) {
    var name = nameOf(root, file);
    return parse(name, textOf(name, file));
  }

  /**
   * Reads text.
   *
   * @param file the name by which places are given
   * @throws ManifestException whatever is wrong with the text, with its place
   */
  public static YamlTree parse(String file, String text) {
    try {
      var documents = new ArrayList<YamlNode>();
      for (var node : new Compose(settings(file)).composeAllFromString(text)) {
        var document = new Reading(file).convert(node, "", 0);
        if (!(document instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.NULL)) {
          documents.add(document);
        }
      }
      return new YamlTree(file, documents);
    } catch (MarkedYamlEngineException broken) {
      throw syntaxError(file, broken);
    } catch (ReaderException unreadable) {
      throw new ManifestException(
          new Location(file, lineOf(text, unreadable.getPosition())),
          String.format("the character U+%04X is not allowed in YAML", unreadable.getCodePoint()),
          "save the file as UTF-8 text",
          unreadable);
    } catch (YamlEngineException refused) {
      throw new ManifestException(
          new Location(file, 1), firstLine(refused), "make it plain YAML", refused);
    } catch (StackOverflowError tooDeep) {
      // The composer recurses and has no limit of its own on nesting.
      throw tooDeep(new Location(file, 1));
    }
  }

  /** All documents as mappings, or an error that names the first that isn't one. */
  public List<YamlMapping> mappings() {
    return documents.stream().map(YamlNode::asMapping).toList();
  }

  /** The only document, which must be a mapping. */
  public YamlMapping onlyMapping() {
    if (documents.size() != 1) {
      throw new ManifestException(
          documents.size() > 1 ? documents.get(1).location() : new Location(file, 1),
          "the file holds " + documents.size() + " documents",
          "keep exactly one");
    }
    return documents.get(0).asMapping();
  }

  /** A file's name as findings show it: relative to the root, with forward slashes. */
  public static String nameOf(Path root, Path file) {
    var absoluteRoot = root.toAbsolutePath().normalize();
    var absolute = file.toAbsolutePath().normalize();
    var shown = absolute.startsWith(absoluteRoot) ? absoluteRoot.relativize(absolute) : absolute;
    return shown.toString().replace('\\', '/');
  }

  private static String textOf(String name, Path file) {
    var start = new Location(name, 1);
    try {
      if (!Files.isRegularFile(file)) {
        throw new ManifestException(
            start, "no such file, or a link that leads to none", "restore it or fix the link");
      }
      var size = Files.size(file);
      if (size > MOST_BYTES) {
        throw tooLarge(start, size);
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException binary) {
      throw new ManifestException(
          start,
          "the file is not UTF-8 text",
          "save it as UTF-8 or move it out of the tree",
          binary);
    } catch (NoSuchFileException | FileSystemLoopException missing) {
      throw new ManifestException(start, "no such file", "restore it or fix the link", missing);
    } catch (AccessDeniedException denied) {
      throw new ManifestException(
          start, "the file can't be read: permission denied", "check its permissions", denied);
    } catch (IOException unreadable) {
      throw new ManifestException(
          start,
          "the file can't be read: " + unreadable.getMessage(),
          "check what it is, and its permissions",
          unreadable);
    }
  }

  private static LoadSettings settings(String file) {
    return LoadSettings.builder()
        .setLabel(file)
        .setSchema(new CoreSchema())
        .setCodePointLimit(Integer.MAX_VALUE)
        .setMaxAliasesForCollections(50)
        .build();
  }

  private static ManifestException syntaxError(String file, MarkedYamlEngineException broken) {
    var line = broken.getProblemMark().or(broken::getContextMark).map(Mark::getLine).orElse(0) + 1;
    var problem = Optional.ofNullable(broken.getProblem()).orElseGet(() -> firstLine(broken));
    return new ManifestException(
        new Location(file, line),
        "not YAML: " + problem,
        "correct the syntax here or in the lines before",
        broken);
  }

  static ManifestException tooLarge(Location location, long size) {
    return new ManifestException(
        location,
        "the file has " + size + " bytes, a manifest has at most " + MOST_BYTES,
        "split it or move it out of the tree");
  }

  private static ManifestException tooDeep(Location location) {
    return new ManifestException(
        location,
        "nested deeper than " + DEEPEST_NESTING + " levels",
        "a manifest never needs that; remove it");
  }

  private static String firstLine(Exception exception) {
    return String.valueOf(exception.getMessage()).lines().findFirst().orElse("unreadable");
  }

  private static int lineOf(String text, int position) {
    var codePoints = text.codePoints().limit(Math.max(0, position));
    return 1 + (int) codePoints.filter(codePoint -> codePoint == '\n').count();
  }

  /** One document on its way from the composer's nodes to ours. */
  private static final class Reading {
    private final String file;
    private final Map<Node, YamlNode> done = new IdentityHashMap<>();
    private final Map<Node, Integer> sizes = new IdentityHashMap<>();
    private final Map<Node, Boolean> underWay = new IdentityHashMap<>();

    Reading(String file) {
      this.file = file;
    }

    YamlNode convert(Node node, String path, int depth) {
      // An alias gives the same node again: converted once, but counted each time it is used.
      if (done.containsKey(node)) {
        return done.get(node);
      }
      if (depth > DEEPEST_NESTING) {
        throw tooDeep(locationOf(node));
      }
      if (underWay.put(node, true) != null) {
        throw new ManifestException(
            locationOf(node), "an alias refers to what it stands in", "write the value out");
      }
      var converted = convertNew(node, path, depth);
      done.put(node, converted);
      return converted;
    }

    private YamlNode convertNew(Node node, String path, int depth) {
      if (node instanceof MappingNode mapping) {
        return convertMapping(mapping, path, depth);
      }
      if (node instanceof SequenceNode sequence) {
        return convertSequence(sequence, path, depth);
      }
      if (node instanceof ScalarNode scalar) {
        sizes.put(node, 1);
        return new YamlScalar(locationOf(node), path, scalar.getValue(), kindOf(scalar));
      }
      throw new ManifestException(
          locationOf(node), "'" + path + "' is no map, list or value", "write the value out");
    }

    private YamlMapping convertMapping(MappingNode node, String path, int depth) {
      var entries = new LinkedHashMap<String, YamlMapping.Entry>();
      var size = 1L;
      for (var tuple : node.getValue()) {
        var place = locationOf(tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
          throw new ManifestException(place, "a key that is itself a map or list", "use text");
        }
        var key = keyNode.getValue();
        var keyPath = path.isEmpty() ? key : path + "." + key;
        if (entries.containsKey(key)) {
          throw new ManifestException(
              place,
              "duplicate key '"
                  + keyPath
                  + "', first in line "
                  + entries.get(key).location().line(),
              "keep one of the two");
        }
        var value = convert(tuple.getValueNode(), keyPath, depth + 1);
        size = counted(size + sizes.get(tuple.getValueNode()), place);
        entries.put(key, new YamlMapping.Entry(key, place, value));
      }
      sizes.put(node, (int) size);
      return new YamlMapping(locationOf(node), path, entries);
    }

    private YamlSequence convertSequence(SequenceNode node, String path, int depth) {
      var items = new ArrayList<YamlNode>();
      var size = 1L;
      for (var itemNode : node.getValue()) {
        items.add(convert(itemNode, path + "[" + items.size() + "]", depth + 1));
        size = counted(size + sizes.get(itemNode), locationOf(itemNode));
      }
      sizes.put(node, (int) size);
      return new YamlSequence(locationOf(node), path, items);
    }

    private static long counted(long size, Location location) {
      if (size > MOST_NODES) {
        throw new ManifestException(
            location,
            "aliases make this more than " + MOST_NODES + " values",
            "write the values out without anchors");
      }
      return size;
    }

    private Location locationOf(Node node) {
      return new Location(file, node.getStartMark().map(Mark::getLine).orElse(0) + 1);
    }

    private static YamlScalar.Kind kindOf(ScalarNode scalar) {
      var tag = scalar.getTag();
      if (tag.equals(Tag.INT)) {
        return YamlScalar.Kind.INTEGER;
      }
      if (tag.equals(Tag.FLOAT)) {
        return YamlScalar.Kind.DECIMAL;
      }
      if (tag.equals(Tag.BOOL)) {
        return YamlScalar.Kind.BOOLEAN;
      }
      return tag.equals(Tag.NULL) ? YamlScalar.Kind.NULL : YamlScalar.Kind.TEXT;
    }
  }
}
