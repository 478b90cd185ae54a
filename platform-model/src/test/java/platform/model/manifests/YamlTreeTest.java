package platform.model.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import platform.model.findings.Finding;
import platform.model.findings.Location;

class YamlTreeTest {
  @TempDir Path folder;

  @Test
  void everyNodeKnowsItsLineAcrossDocuments() {
    var tree = YamlTree.parse("a.yaml", "# why\na: 1\n---\nb:\n  - c: text\n");
    assertThat(tree.mappings()).hasSize(2);
    var second = tree.mappings().get(1);
    var item = second.sequence("b").mappings().get(0);
    assertThat(item.locationOf("c")).isEqualTo(new Location("a.yaml", 5));
    assertThat(item.path()).isEqualTo("b[0]");
    assertThat(item.text("c")).isEqualTo("text");
  }

  @Test
  void windowsLineEndsCountAsOneLine() {
    var tree = YamlTree.parse("a.yaml", "a: 1\r\nb: two\r\n");
    assertThat(tree.onlyMapping().text("b")).isEqualTo("two");
    assertThat(tree.onlyMapping().locationOf("b").line()).isEqualTo(2);
  }

  @Test
  void anEmptyFileHasNoDocuments() {
    assertThat(YamlTree.parse("a.yaml", "# nothing\n---\n---\n").documents()).isEmpty();
  }

  @Test
  void duplicateKeysNameBothLines() {
    assertThatThrownBy(() -> YamlTree.parse("a.yaml", "x:\n  a: 1\n  b: 2\n  a: 3\n"))
        .isInstanceOf(ManifestException.class)
        .hasMessage("a.yaml:4: duplicate key 'x.a', first in line 2; keep one of the two");
  }

  @Test
  void syntaxErrorsNameTheLine() {
    assertThatThrownBy(() -> YamlTree.parse("a.yaml", "a: 1\nb: [1, 2\nc: 3\n"))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith("a.yaml:3: not YAML: ");
    assertThatThrownBy(() -> YamlTree.parse("a.yaml", "a:\n\tb: 1\n"))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith("a.yaml:2: not YAML: ");
  }

  @Test
  void anAliasBombIsRefusedBeforeItGrows() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (var level = 1; level < 45; level++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(level, level, level - 1, level - 1));
    }
    assertThatThrownBy(() -> YamlTree.parse("a.yaml", bomb.toString()))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("alias");
  }

  @Test
  void aliasesThatGrowWithinTheParsersLimitAreRefusedToo() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (var level = 1; level < 24; level++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(level, level, level - 1, level - 1));
    }
    assertThatThrownBy(() -> YamlTree.parse("a.yaml", bomb.toString()))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("aliases make this more than 1000000 values");
  }

  @Test
  void anAliasToItsOwnParentIsRefused() {
    assertThatThrownBy(() -> YamlTree.parse("a.yaml", "a: &a\n  b: *a\n"))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("a.yaml:");
  }

  @ParameterizedTest
  @ValueSource(ints = {150, 200_000})
  void deepNestingIsRefused(int depth) {
    assertThatThrownBy(() -> YamlTree.parse("a.yaml", "[".repeat(depth) + "]".repeat(depth)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("nested deeper than 100 levels");
  }

  @Test
  void binaryIsRefused() throws IOException {
    var file = Files.write(folder.resolve("a.yaml"), new byte[] {0x61, (byte) 0xff, 0x00});
    assertThatThrownBy(() -> YamlTree.read(folder, file))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith("a.yaml:1: the file is not UTF-8 text");
  }

  @Test
  void controlCharactersNameTheirLine() {
    assertThatThrownBy(() -> YamlTree.parse("a.yaml", "a: 1\nb: \u0007\n"))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith("a.yaml:2: the character U+0007");
  }

  @Test
  void aHugeFileIsRefusedUnread() throws IOException {
    var file = folder.resolve("a.yaml");
    Files.writeString(file, "a: " + "x".repeat(YamlTree.MOST_BYTES), StandardCharsets.UTF_8);
    assertThatThrownBy(() -> YamlTree.read(folder, file))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("a manifest has at most 5242880");
  }

  @Test
  void aLinkThatLeadsNowhereIsRefused() throws IOException {
    var link = Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("a.yaml"));
    assertThatThrownBy(() -> YamlTree.read(folder, link))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith("a.yaml:1: no such file");
  }

  @Test
  void aMissingKeyNamesPlaceAndRemedy() {
    var root = YamlTree.parse("a.yaml", "spec:\n  template:\n    x: 1\n").onlyMapping();
    assertThatThrownBy(() -> root.text("spec", "template", "name"))
        .hasMessage("a.yaml:2: 'spec.template.name' is missing; add it");
    assertThat(root.findText("spec", "other", "name")).isEmpty();
  }

  @Test
  void aValueOfTheWrongTypeNamesPlaceAndRemedy() {
    var root = YamlTree.parse("a.yaml", "a: 1.20\nb: [x]\n").onlyMapping();
    assertThatThrownBy(() -> root.text("a"))
        .hasMessage("a.yaml:1: 'a' is the number 1.20; write text; put it in quotes");
    assertThatThrownBy(() -> root.mapping("b"))
        .hasMessage("a.yaml:2: 'b' is a list; write a map of keys");
  }

  @Test
  void unknownKeysAreFindingsWithASuggestion() {
    var root = YamlTree.parse("a.yaml", "name: x\nporfile: y\n").onlyMapping();
    assertThat(root.unknownKeys("keys-are-known", Set.of("name", "profile")))
        .containsExactly(
            Finding.error(
                "keys-are-known",
                new Location("a.yaml", 2),
                "unknown key 'porfile'",
                "did you mean 'profile'? keys: name, profile"));
  }
}
