package platform.model.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import platform.model.findings.Finding;
import platform.model.platform.Fixtures;
import platform.model.platform.PlainRenderer;
import platform.model.platform.PlatformTree;

class InvalidTreeTest {
  private static final Pattern FIRST_LINE =
      Pattern.compile("# rejected by ([a-z-]+) at line ([0-9]+): .+");

  private final Verification verification = new Verification(Fixtures.charts());

  @Test
  void theValidTreeKeepsEveryRule() {
    assertThat(verification.checkTree(Fixtures.validReading())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachInvalidTreeIsRejectedByTheRuleThatItsFirstLineNames(Path broken, @TempDir Path root)
      throws IOException {
    Fixtures.copy(Fixtures.validRepository(), root);
    Fixtures.copy(broken, root);
    var findings = verification.checkTree(PlatformTree.read(root, "dev", new PlainRenderer()));
    assertThat(findings.stream().map(InvalidTreeTest::ruleAndPlace))
        .containsExactly(expected(broken));
  }

  private static String ruleAndPlace(Finding finding) {
    return finding.rule() + " " + finding.location().map(Object::toString).orElse("nowhere");
  }

  static String expected(Path broken) throws IOException {
    List<Path> files;
    try (var paths = Files.walk(broken)) {
      files = paths.filter(Files::isRegularFile).toList();
    }
    assertThat(files).as("files in %s", broken).hasSize(1);
    var file = files.get(0);
    var firstLine = FIRST_LINE.matcher(Files.readAllLines(file).get(0));
    assertThat(firstLine.matches()).as("first line of %s", file).isTrue();
    return "%s %s:%s".formatted(firstLine.group(1), broken.relativize(file), firstLine.group(2));
  }

  private static Stream<Path> cases() {
    return Fixtures.invalidCases().stream();
  }
}
