package platform.model.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import platform.model.findings.Finding;
import platform.model.manifests.YamlTree;
import platform.model.platform.Fixtures;
import platform.model.platform.PinnedTools;
import platform.model.platform.PlatformTree;

/**
 * Each fixture below {@code rules/} changes one place of the repository's own tree. One that is
 * invalid breaks exactly one thing: its first line names the rule and why, {@code line} what stands
 * where the finding points. One that is valid is near the edge and breaks nothing.
 */
class RuleFixturesTest {
  private static final Path FIXTURES = Path.of("src/test/resources/rules");
  private static final Pattern FIRST_LINE =
      Pattern.compile("# (rejected|accepted) by ([a-z0-9-]+): .+");

  @TempDir static Path folder;
  private static PinnedTools tools;
  private static Verification verification;

  /** One change of the tree. */
  private record Fixture(
      boolean isValid,
      String rule,
      String environment,
      Path file,
      String was,
      String becomes,
      String place,
      String line) {
    static Fixture read(Path path) throws IOException {
      var first = FIRST_LINE.matcher(Files.readAllLines(path).get(0));
      assertThat(first.matches()).as("first line of %s", path).isTrue();
      var yaml = YamlTree.read(FIXTURES, path).onlyMapping();
      return new Fixture(
          first.group(1).equals("accepted"),
          first.group(2),
          yaml.findText("environment").orElse("dev"),
          Path.of(yaml.text("file")),
          yaml.findText("replace").orElse(""),
          yaml.text("with"),
          yaml.findText("place").orElse(yaml.text("file")),
          yaml.findText("line").orElse(""));
    }
  }

  @BeforeAll
  static void readOnce() {
    tools = PinnedTools.orSkip();
    verification = tools.verification(folder.resolve("schemas"));
    for (var part : List.of("gitops", "sample-workloads", ".github")) {
      Fixtures.copy(PinnedTools.repository().resolve(part), tree().resolve(part));
    }
  }

  @Test
  void theRepositorysOwnTreeKeepsEveryRule() {
    for (var environment : PlatformTree.environments(tree())) {
      assertThat(findings(environment)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void eachFixtureIsJudgedAsItsFirstLineSays(Path path) throws IOException {
    var fixture = Fixture.read(path);
    assertThat(path.getParent().getFileName()).hasToString(fixture.rule());
    var file = tree().resolve(fixture.file());
    var existed = Files.exists(file);
    var before = existed ? Files.readString(file) : "";
    assertThat(before).as("what is replaced is there").contains(fixture.was());
    try {
      Files.createDirectories(file.getParent());
      var at = before.indexOf(fixture.was());
      Files.writeString(
          file,
          before.substring(0, at)
              + fixture.becomes()
              + before.substring(at + fixture.was().length()));
      var found = findings(fixture.environment()).stream().map(RuleFixturesTest::ruleAndPlace);
      assertThat(found.toList())
          .isEqualTo(fixture.isValid() ? List.of() : List.of(expected(fixture)));
    } finally {
      if (existed) {
        Files.writeString(file, before);
      } else {
        Files.delete(file);
      }
    }
  }

  @Test
  void everyRuleHasAnInvalidFixtureHereOrAmongTheInvalidTrees() throws IOException {
    var covered = new TreeSet<String>();
    for (var path : fixtures().toList()) {
      if (!Fixture.read(path).isValid()) {
        covered.add(Fixture.read(path).rule());
      }
    }
    for (var tree : Fixtures.invalidCases()) {
      covered.add(InvalidTreeTest.expected(tree).split(" ")[0]);
    }
    assertThat(covered).containsAll(verification.treeRules().stream().map(TreeRule::id).toList());
  }

  private static List<Finding> findings(String environment) {
    return verification.checkTree(
        PlatformTree.readWhole(tree(), environment, tools.renderer(folder.resolve("rendered"))));
  }

  private static String expected(Fixture fixture) throws IOException {
    var lines = Files.readAllLines(tree().resolve(fixture.place()));
    for (var index = 0; index < lines.size(); index++) {
      if (lines.get(index).strip().equals(fixture.line().strip())) {
        return "%s %s:%d".formatted(fixture.rule(), fixture.place(), index + 1);
      }
    }
    throw new AssertionError(fixture.place() + " has no line '" + fixture.line() + "'");
  }

  private static String ruleAndPlace(Finding finding) {
    return finding.rule() + " " + finding.location().map(Object::toString).orElse("nowhere");
  }

  private static Path tree() {
    return folder.resolve("tree");
  }

  private static Stream<Path> fixtures() throws IOException {
    try (var files = Files.walk(FIXTURES)) {
      return files.filter(Files::isRegularFile).sorted().toList().stream();
    }
  }
}
