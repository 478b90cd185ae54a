package platform.model.onboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeChangeTest {
  @TempDir private Path root;

  @BeforeEach
  void aTreeWithOneFile() throws IOException {
    Files.writeString(root.resolve("list"), "old");
  }

  @Test
  void filesAreCreatedAndEdited() throws IOException {
    change(Map.of("a/b/new", "text"), Map.of("list", "changed")).applyTo(root);

    assertThat(root.resolve("a/b/new")).hasContent("text");
    assertThat(root.resolve("list")).hasContent("changed");
    assertThat(all()).containsExactlyInAnyOrder("a", "a/b", "a/b/new", "list");
  }

  @Test
  void nothingIsLeftHalfDoneWhereAFileIsInTheWay() throws IOException {
    Files.writeString(root.resolve("zz"), "in the way");

    assertThatThrownBy(
            () ->
                change(Map.of("a/b/new", "text", "zz", "text"), Map.of("list", "changed"))
                    .applyTo(root))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(all()).containsExactlyInAnyOrder("list", "zz");
    assertThat(root.resolve("zz")).hasContent("in the way");
    assertThat(root.resolve("list")).hasContent("old");
  }

  @Test
  void nothingIsLeftHalfDoneWhereAnEditedFileIsGone() throws IOException {
    assertThatThrownBy(
            () ->
                change(Map.of("a/new", "text"), Map.of("list", "changed", "missing", "text"))
                    .applyTo(root))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(all()).containsExactly("list");
    assertThat(root.resolve("list")).hasContent("old");
  }

  private static TreeChange change(Map<String, String> created, Map<String, String> edited) {
    return new TreeChange(new TreeMap<>(created), new TreeMap<>(edited));
  }

  private Stream<String> all() throws IOException {
    return Files.walk(root)
        .filter(each -> !each.equals(root))
        .map(each -> root.relativize(each).toString());
  }
}
