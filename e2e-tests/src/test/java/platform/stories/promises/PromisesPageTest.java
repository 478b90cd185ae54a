package platform.stories.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;

@DisplayName("The page of promises")
class PromisesPageTest {
  private static final Path PAGE = Path.of("../docs/promises.md");

  @Test
  @DisplayName("docs/promises.md is what the stories say; -Dgolden.rewrite=true rewrites it")
  void pageIsCurrent() throws IOException {
    List<Class<?>> stories =
        ReflectionSupport.findAllClassesInPackage(
            "platform.stories", story -> true, name -> name.endsWith("Story"));
    String page = new PromisesPage(stories).markdown();
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/promises.md is made from the stories; rewrite it with -Dgolden.rewrite=true")
        .isEqualTo(page);
  }

  @Test
  @DisplayName("a story whose level nobody stated is told by name")
  void levelIsRequired() {
    var page = new PromisesPage(List.of(WithoutLevel.class));
    assertThatThrownBy(page::markdown)
        .hasMessage(
            "WithoutLevel.isKept has no @Promise with its level, on itself or on its class; add"
                + " it");
  }

  @DisplayName("Something")
  static class WithoutLevel {
    @Test
    @DisplayName("is kept")
    void isKept() {}
  }
}
