package platform.model.manifests;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.DumpSettings;
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

/** Writes what was read: the same values, in the order in which they were. */
public final class YamlText {
  // Kubernetes' own tools read YAML 1.1, where these words are booleans and such digits a time of
  // day.
  private static final Pattern READ_OTHERWISE =
      Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|~|[-+]?[0-9][0-9_:.xob,a-fT-]*.*|");

  private YamlText() {}

  /** Documents, each behind a line of three hyphens. */
  public static String of(List<YamlMapping> documents) {
    return documents.stream().map(each -> "---\n" + of(each)).collect(Collectors.joining());
  }

  /** One document. */
  public static String of(YamlMapping document) {
    var settings =
        DumpSettings.builder().setSchema(new CoreSchema()).setWidth(10_000).setIndent(2).build();
    var events = new Serialize(settings).serializeOne(node(document));
    return new Present(settings).emitToString(events.iterator());
  }

  private static Node node(YamlNode value) {
    if (value instanceof YamlMapping mapping) {
      var tuples = new ArrayList<NodeTuple>();
      mapping
          .entries()
          .forEach((key, entry) -> tuples.add(new NodeTuple(text(key), node(entry.value()))));
      return new MappingNode(Tag.MAP, tuples, styleFor(tuples.isEmpty()));
    }
    if (value instanceof YamlSequence sequence) {
      var items = sequence.items().stream().map(YamlText::node).toList();
      return new SequenceNode(Tag.SEQ, items, styleFor(items.isEmpty()));
    }
    var scalar = (YamlScalar) value;
    return switch (scalar.kind()) {
      case TEXT -> text(scalar.text());
      case INTEGER -> plain(Tag.INT, scalar.text());
      case DECIMAL -> plain(Tag.FLOAT, scalar.text());
      case BOOLEAN -> plain(Tag.BOOL, scalar.text());
      case NULL -> plain(Tag.NULL, "null");
    };
  }

  private static FlowStyle styleFor(boolean isEmpty) {
    return isEmpty ? FlowStyle.FLOW : FlowStyle.BLOCK;
  }

  private static Node plain(Tag tag, String text) {
    return new ScalarNode(tag, text, ScalarStyle.PLAIN);
  }

  private static Node text(String text) {
    var style =
        text.contains("\n")
            ? ScalarStyle.LITERAL
            : READ_OTHERWISE.matcher(text).matches()
                ? ScalarStyle.DOUBLE_QUOTED
                : ScalarStyle.PLAIN;
    return new ScalarNode(Tag.STR, text, style);
  }
}
