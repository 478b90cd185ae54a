package platform.model.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.model.findings.Choices;
import platform.model.findings.Finding;

/**
 * The values that a Helm chart knows, by its values.yaml and what its templates refer to.
 *
 * <p>Helm ignores an unknown key silently, so a slip leaves a default in place. A map is open to
 * any key where the chart's own is empty, or where a template writes it out whole. Keys that only a
 * comment of the chart mentions need no rule of their own: they stand below such open maps, or are
 * referred to by a template.
 */
public final class ChartValues {
  private static final Pattern REFERENCE =
      Pattern.compile("\\.Values\\.([A-Za-z0-9_]+(?:\\.[A-Za-z0-9_]+)*)");
  private static final Pattern WRITTEN_DIRECTLY =
      Pattern.compile("toYaml\\s+\\(?\\$?\\.Values\\.([A-Za-z0-9_.]+)");
  private static final Pattern BLOCK =
      Pattern.compile("\\{\\{-?\\s*with\\s+\\$?\\.Values\\.([A-Za-z0-9_.]+)\\s*-?}}");
  private static final Pattern ACTION =
      Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}", Pattern.DOTALL);

  private final YamlMapping values;
  private final Set<String> referredTo;
  private final Set<String> writtenWhole;

  private ChartValues(YamlMapping values, Set<String> referredTo, Set<String> writtenWhole) {
    this.values = values;
    this.referredTo = referredTo;
    this.writtenWhole = writtenWhole;
  }

  /**
   * Those of the two charts that Karpenter's module brings, by name.
   *
   * @param module the folder of the AWS provider's module
   */
  public static Map<String, ChartValues> ofKarpenter(Path module) {
    return Stream.of("karpenter", "karpenter-crd")
        .collect(
            Collectors.toUnmodifiableMap(
                name -> name,
                name -> read(module.resolve("charts").resolve(name).resolve("values.yaml"))));
  }

  /**
   * Reads a chart.
   *
   * @param valuesYaml the chart's values.yaml; its templates are looked for beside it
   */
  public static ChartValues read(Path valuesYaml) {
    var folder = valuesYaml.toAbsolutePath().getParent();
    var values = YamlTree.read(folder, valuesYaml).onlyMapping();
    var referredTo = new TreeSet<String>();
    var writtenWhole = new HashSet<String>();
    for (var template : templatesIn(folder.resolve("templates"))) {
      REFERENCE.matcher(template).results().forEach(found -> referredTo.add(found.group(1)));
      WRITTEN_DIRECTLY
          .matcher(template)
          .results()
          .forEach(found -> writtenWhole.add(found.group(1)));
      BLOCK
          .matcher(template)
          .results()
          .filter(block -> writesItsSubjectFirst(template.substring(block.end())))
          .forEach(block -> writtenWhole.add(block.group(1)));
    }
    return new ChartValues(values, referredTo, writtenWhole);
  }

  /**
   * A finding for each key of the given values that the chart does not know, and for each value of
   * another type than the chart's own.
   */
  public List<Finding> problems(String rule, YamlMapping given) {
    var findings = new ArrayList<Finding>();
    compare(rule, "", given, values, findings);
    return findings;
  }

  private void compare(
      String rule, String path, YamlMapping given, YamlMapping chart, List<Finding> findings) {
    var known = new TreeSet<>(chart.entries().keySet());
    known.addAll(referredToBelow(path));
    if (path.isEmpty()) {
      known.add("global");
    }
    for (var entry : given.entries().values()) {
      var key = path.isEmpty() ? entry.key() : path + "." + entry.key();
      if (!known.contains(entry.key())) {
        findings.add(unknown(rule, key, entry, known, path));
        continue;
      }
      var chartValue = chart.find(entry.key());
      if (chartValue.isEmpty()) {
        continue;
      }
      if (!isOfOneType(entry.value(), chartValue.get())) {
        findings.add(
            Finding.error(
                rule,
                entry.location(),
                "the value '%s' is %s, where the chart has %s"
                    .formatted(key, entry.value().description(), chartValue.get().description()),
                "write it as the chart has it"));
      } else if (entry.value() instanceof YamlMapping givenMap
          && chartValue.get() instanceof YamlMapping chartMap
          && !isOpen(key, chartMap)) {
        compare(rule, key, givenMap, chartMap, findings);
      }
    }
  }

  private static boolean isOfOneType(YamlNode given, YamlNode chart) {
    return given instanceof YamlScalar one && chart instanceof YamlScalar other
        ? one.kind() == other.kind() || other.text().isEmpty()
        : given.getClass() == chart.getClass();
  }

  private static Finding unknown(
      String rule, String key, YamlMapping.Entry entry, Set<String> known, String path) {
    return Finding.error(
        rule,
        entry.location(),
        "the chart knows no value '" + key + "' and would ignore it",
        new Choices(known)
            .remedyFor(entry.key(), path.isEmpty() ? "values" : "values of '" + path + "'"));
  }

  private boolean isOpen(String key, YamlMapping chartMap) {
    return chartMap.entries().isEmpty() || writtenWhole.contains(key);
  }

  private List<String> referredToBelow(String path) {
    var prefix = path.isEmpty() ? "" : path + ".";
    return referredTo.stream()
        .filter(reference -> reference.startsWith(prefix))
        .map(reference -> reference.substring(prefix.length()).split("\\.")[0])
        .toList();
  }

  // A "with" block gives its subject out whole if the first thing it writes is the subject itself.
  private static boolean writesItsSubjectFirst(String afterBlock) {
    var actions = ACTION.matcher(afterBlock);
    while (actions.find()) {
      var action = actions.group(1);
      if (action.matches("(?s)toYaml\\s+\\..*")) {
        return true;
      }
      if (action.matches("(?s)(with|range|if|else|end|tpl|quote|\\.).*")) {
        return false;
      }
    }
    return false;
  }

  private static List<String> templatesIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      var templates = new ArrayList<String>();
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        templates.add(Files.readString(file));
      }
      return templates;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't read the chart's templates in " + folder, unreadable);
    }
  }
}
