package platform.model.manifests;

import java.util.List;
import platform.model.findings.Location;

/** A YAML list. */
public record YamlSequence(Location location, String path, List<YamlNode> items)
    implements YamlNode {
  public YamlSequence {
    items = List.copyOf(items);
  }

  /** All items as mappings, or an error that names the first that isn't one. */
  public List<YamlMapping> mappings() {
    return items.stream().map(YamlNode::asMapping).toList();
  }

  /** All items as text, or an error that names the first that isn't. */
  public List<String> texts() {
    return items.stream().map(YamlNode::asText).toList();
  }

  @Override
  public String description() {
    return "a list";
  }
}
