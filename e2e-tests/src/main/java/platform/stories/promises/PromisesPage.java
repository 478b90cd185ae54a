package platform.stories.promises;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The page that lists what the platform promises and which story holds it to that. */
public record PromisesPage(List<Class<?>> storyClasses) {
  private static final String SOURCES = "../e2e-tests/src/test/java/";

  public PromisesPage {
    storyClasses =
        storyClasses.stream()
            .<Class<?>>map(story -> story)
            .sorted(Comparator.comparing(PromisesPage::sentence))
            .toList();
  }

  private record Row(String promise, String story, String level) {}

  public String markdown() {
    return """
        # Promises
        What the platform promises, and the story that holds it to that on the lab. Made from the stories; rewrite it with
        `./mvnw -pl e2e-tests -am test -Dgolden.rewrite=true`.

        - *proven*: the story sees it happen on the lab, with the limits that `verify` prints as not proven.
        - *schema only*: the API accepts what is declared; that it works is not shown.
        - *needs AWS*: only a real account can show it.

        """
        + storyClasses.stream().map(PromisesPage::section).collect(Collectors.joining("\n"));
  }

  private static String section(Class<?> story) {
    var lines = new ArrayList<String>();
    lines.add("## " + sentence(story));
    lines.add("");
    lines.add("| promise | story | level |");
    lines.add("| --- | --- | --- |");
    for (Row row : rows(story)) {
      lines.add("| %s | %s | %s |".formatted(row.promise(), row.story(), row.level()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<Row> rows(Class<?> story) {
    String source = SOURCES + story.getName().replace('.', '/') + ".java";
    return Stream.of(story.getDeclaredMethods())
        .filter(PromisesPage::isStory)
        .map(
            method ->
                new Row(
                    sentence(method),
                    "[%s](%s).%s".formatted(story.getSimpleName(), source, method.getName()),
                    level(story, method).words()))
        .sorted(Comparator.comparing(Row::promise))
        .toList();
  }

  private static boolean isStory(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  private static String sentence(Class<?> story) {
    DisplayName name = story.getAnnotation(DisplayName.class);
    if (name == null) {
      throw missing(story.getSimpleName(), "@DisplayName with what its stories are about");
    }
    return name.value();
  }

  private static String sentence(Method method) {
    DisplayName name = method.getAnnotation(DisplayName.class);
    if (name == null) {
      throw missing(nameOf(method), "@DisplayName with the promise as a sentence");
    }
    return name.value();
  }

  private static Promise.Level level(Class<?> story, Method method) {
    Promise own = method.getAnnotation(Promise.class);
    Promise common = story.getAnnotation(Promise.class);
    if (own == null && common == null) {
      throw missing(nameOf(method), "@Promise with its level, on itself or on its class");
    }
    return own == null ? common.value() : own.value();
  }

  private static String nameOf(Method method) {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }

  private static IllegalArgumentException missing(String where, String what) {
    return new IllegalArgumentException("%s has no %s; add it".formatted(where, what));
  }
}
