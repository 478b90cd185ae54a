package platform.model.onboarding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import platform.model.capacity.Quantity;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlSequence;
import platform.model.manifests.YamlTree;
import platform.model.workloads.PodBearer;

/**
 * A template of {@code sample-workloads/}.
 *
 * @param files path below the sample's base to text
 * @param scalable kind of its object that has replicas, if it has one
 * @param cpu cores that one of its pods requests
 * @param memoryBytes bytes that one of its pods requests
 */
record Sample(
    String name,
    SortedMap<String, String> files,
    Optional<String> scalable,
    BigDecimal cpu,
    BigDecimal memoryBytes) {
  static final String FOLDER = "sample-workloads";

  private static final BigDecimal GIBIBYTE = BigDecimal.valueOf(1L << 30);
  private static final List<String> SCALABLE = List.of("Deployment", "StatefulSet");

  Sample {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** The templates that there are, by name. */
  static List<String> namesIn(Path root) {
    try (Stream<Path> folders = Files.list(root.resolve(FOLDER))) {
      return folders
          .filter(folder -> Files.isDirectory(folder.resolve("base")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Sample read(Path root, String name) {
    var base = root.resolve(FOLDER).resolve(name).resolve("base");
    var files = new TreeMap<String, String>();
    var bearers = new ArrayList<Manifest>();
    try (Stream<Path> paths = Files.walk(base)) {
      for (var file : paths.filter(Files::isRegularFile).sorted().toList()) {
        files.put(YamlTree.nameOf(base, file), Files.readString(file));
        if (!file.getFileName().toString().startsWith("kustomization")) {
          YamlTree.read(root, file).mappings().stream()
              .map(Manifest::of)
              .filter(each -> PodBearer.podTemplateOf(each).isPresent())
              .forEach(bearers::add);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new Sample(
        name,
        files,
        bearers.stream().map(Manifest::kind).filter(SCALABLE::contains).findFirst(),
        sum(bearers, "cpu"),
        sum(bearers, "memory"));
  }

  /** The sample's files under another name: its objects, labels and selectors. */
  SortedMap<String, String> renamed(String workload) {
    var word = Pattern.compile("(?<![A-Za-z0-9-])" + Pattern.quote(name) + "(?![A-Za-z0-9-])");
    var renamed = new TreeMap<String, String>();
    files.forEach(
        (path, text) ->
            renamed.put(path, word.matcher(text).replaceAll(Matcher.quoteReplacement(workload))));
    return renamed;
  }

  /** Whole cores for so many pods. */
  int coresOf(int pods) {
    return cpu.multiply(BigDecimal.valueOf(pods)).setScale(0, RoundingMode.CEILING).intValueExact();
  }

  /** Whole gibibytes for so many pods. */
  int gibibytesOf(int pods) {
    return memoryBytes
        .multiply(BigDecimal.valueOf(pods))
        .divide(GIBIBYTE, 0, RoundingMode.CEILING)
        .intValueExact();
  }

  private static BigDecimal sum(List<Manifest> bearers, String resource) {
    return bearers.stream()
        .flatMap(each -> PodBearer.podTemplateOf(each).stream())
        .flatMap(pod -> pod.findSequence("spec", "containers").stream())
        .map(YamlSequence::mappings)
        .flatMap(List<YamlMapping>::stream)
        .flatMap(container -> container.findAt("resources", "requests", resource).stream())
        .map(value -> Quantity.from(value).amount())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
