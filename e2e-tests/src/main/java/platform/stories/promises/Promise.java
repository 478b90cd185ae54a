package platform.stories.promises;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How far the lab can hold a story's promise; on a class for all of its stories. The promise itself
 * is the story's display name.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Promise {
  Level value();

  /** What a green story is worth. */
  enum Level {
    PROVEN("proven"),
    SCHEMA_ONLY("schema only"),
    NEEDS_AWS("needs AWS");

    private final String words;

    Level(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
