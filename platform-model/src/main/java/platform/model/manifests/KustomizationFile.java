package platform.model.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import platform.model.findings.Location;

/** The file that makes a folder a kustomize folder. */
public record KustomizationFile(Path path, Location location) {
  /** What such a file may be called. */
  public static final List<String> NAMES =
      List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  static KustomizationFile in(Path root, Path folder) {
    var name = YamlTree.nameOf(root, folder);
    return NAMES.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .map(path -> new KustomizationFile(path, new Location(YamlTree.nameOf(root, path), 1)))
        .orElseThrow(
            () ->
                new ManifestException(
                    new Location(name, 1),
                    Files.isDirectory(folder) ? "no kustomization.yaml here" : "no such folder",
                    "add one, or correct what refers to this folder"));
  }

  /**
   * Appends to a list, as {@code kustomize edit add} would. The file is one that {@link YamlFiles}
   * can read: what they refuse would be lost or hang here.
   */
  void append(String key, List<String> items) {
    if (items.isEmpty()) {
      return;
    }
    try {
      var load = LoadSettings.builder().setSchema(new CoreSchema()).build();
      var root =
          (MappingNode) new Compose(load).composeString(Files.readString(path)).orElseThrow();
      append(root, key, items);
      // Nodes keep the style of each value, so that a quoted "yes" stays text for kustomize.
      var dump = DumpSettings.builder().setSchema(new CoreSchema()).setWidth(10_000).build();
      var events = new Serialize(dump).serializeOne(root);
      Files.writeString(path, new Present(dump).emitToString(events.iterator()));
    } catch (IOException unwritable) {
      throw new UncheckedIOException("can't write the copy of " + location, unwritable);
    }
  }

  private static void append(MappingNode root, String key, List<String> added) {
    var tuples = new ArrayList<NodeTuple>();
    var present = Optional.<Node>empty();
    for (var tuple : root.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key)) {
        present = Optional.of(tuple.getValueNode());
      } else {
        tuples.add(tuple);
      }
    }
    var items = new ArrayList<Node>();
    present
        .filter(SequenceNode.class::isInstance)
        .ifPresent(node -> items.addAll(((SequenceNode) node).getValue()));
    for (var item : added) {
      if (items.stream().noneMatch(node -> textOf(node).equals(Optional.of(item)))) {
        items.add(new ScalarNode(Tag.STR, item, ScalarStyle.DOUBLE_QUOTED));
      }
    }
    tuples.add(
        new NodeTuple(
            new ScalarNode(Tag.STR, key, ScalarStyle.PLAIN),
            new SequenceNode(Tag.SEQ, items, FlowStyle.BLOCK)));
    root.setValue(tuples);
  }

  private static Optional<String> textOf(Node node) {
    return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
  }
}
