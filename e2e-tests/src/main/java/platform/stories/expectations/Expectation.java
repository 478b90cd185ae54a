package platform.stories.expectations;

import java.util.function.Function;
import platform.model.observed.ObservedPlatform;

/**
 * A pure question about one snapshot of the platform.
 *
 * @param sentence what is expected, to follow "expected that"
 * @param question asked of each snapshot
 */
public record Expectation(String sentence, Function<ObservedPlatform, Answer> question) {

  Answer ask(ObservedPlatform observed) {
    return question.apply(observed);
  }
}
