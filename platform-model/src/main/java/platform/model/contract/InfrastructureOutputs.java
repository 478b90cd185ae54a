package platform.model.contract;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import platform.model.capacity.Quantity;
import platform.model.findings.Location;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;
import platform.model.manifests.YamlTree;

/**
 * The outputs of a Terraform environment.
 *
 * @param source the file they were read from, as findings name it
 * @param isRecorded whether that is the lab's recorded plan, which may be of other values of
 *     Terraform's than there are now
 */
public record InfrastructureOutputs(
    String source, SortedMap<String, YamlNode> values, boolean isRecorded) {
  public InfrastructureOutputs {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /**
   * Reads JSON, which is YAML too: a plan or state by {@code terraform show -json}, outputs by
   * {@code terraform output -json}, or the lab's recorded plan.
   *
   * @throws ManifestException when it is none of these
   */
  public static InfrastructureOutputs read(Path root, Path file) {
    return of(YamlTree.read(root, file));
  }

  static InfrastructureOutputs of(YamlTree tree) {
    YamlMapping document = tree.onlyMapping();
    Optional<YamlMapping> ofPlan =
        document
            .findMapping("planned_values", "outputs")
            .or(() -> document.findMapping("values", "outputs"));
    Optional<YamlMapping> recorded = document.findMapping("outputs");
    if (ofPlan.isEmpty() && recorded.isPresent() && document.find("resources").isPresent()) {
      return new InfrastructureOutputs(tree.file(), plain(recorded.get()), true);
    }
    SortedMap<String, YamlNode> values = valuesOf(ofPlan.orElse(document));
    if (values.isEmpty()) {
      throw new ManifestException(
          document.location(),
          "no Terraform outputs are in the file",
          "make it by 'terraform show -json PLAN' or 'terraform output -json'");
    }
    return new InfrastructureOutputs(tree.file(), values, false);
  }

  private static SortedMap<String, YamlNode> plain(YamlMapping outputs) {
    var values = new TreeMap<String, YamlNode>();
    outputs.entries().forEach((name, entry) -> values.put(name, entry.value()));
    return values;
  }

  /** Those that are known: a plan leaves out what only the apply will tell. */
  private static SortedMap<String, YamlNode> valuesOf(YamlMapping outputs) {
    var values = new TreeMap<String, YamlNode>();
    outputs
        .entries()
        .forEach(
            (name, entry) -> {
              if (entry.value() instanceof YamlMapping output) {
                output.find("value").ifPresent(value -> values.put(name, value));
              }
            });
    return values;
  }

  /** A single value as text, numbers too. */
  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name))
        .filter(YamlScalar.class::isInstance)
        .map(value -> ((YamlScalar) value).text());
  }

  /**
   * A single value as text, numbers too.
   *
   * @throws ManifestException when there is no such output
   */
  String required(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  /** What to say when there is no such output. */
  ManifestException missing(String name) {
    return new ManifestException(
        new Location(source, 1),
        "output '%s' is not in the file".formatted(name),
        "add it to the environment's outputs.tf, or apply first if it is not known before");
  }

  /**
   * A single quantity.
   *
   * @throws ManifestException when there is no such output, or it is none
   */
  Quantity quantity(String name) {
    if (!values.containsKey(name)) {
      throw missing(name);
    }
    return Quantity.from(values.get(name));
  }

  /**
   * A map of quantities.
   *
   * @throws ManifestException when there is no such output, or one of them is none
   */
  Map<String, Quantity> quantities(String name) {
    if (!(values.get(name) instanceof YamlMapping mapping)) {
      throw missing(name);
    }
    return mapping.entries().entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, each -> Quantity.from(each.getValue().value())));
  }

  /** A map of texts; empty when there is no such output. */
  SortedMap<String, String> texts(String name) {
    var texts = new TreeMap<String, String>();
    if (values.get(name) instanceof YamlMapping mapping) {
      mapping
          .entries()
          .forEach(
              (key, entry) -> {
                if (entry.value() instanceof YamlScalar scalar) {
                  texts.put(key, scalar.text());
                }
              });
    }
    return texts;
  }
}
