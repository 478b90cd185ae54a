package platform.stories.harness;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Order;

/**
 * Stories by their names, so that they meet each other alike on every machine; with {@code
 * -Dstories.seed=7} in an order that only the seed decides, since any is promised to do. Those that
 * judge what was recorded of all the others say so by {@link Order}.
 */
public final class StoryOrder implements ClassOrderer {
  static final String SEED = "stories.seed";

  @Override
  public void orderClasses(ClassOrdererContext context) {
    List<? extends ClassDescriptor> stories = context.getClassDescriptors();
    stories.sort(Comparator.comparing(story -> story.getTestClass().getName()));
    context.getConfigurationParameter(SEED).ifPresent(seed -> shuffle(stories, seed));
    stories.sort(Comparator.comparing(StoryOrder::explicit));
  }

  private static void shuffle(List<? extends ClassDescriptor> stories, String seed) {
    try {
      Collections.shuffle(stories, new java.util.Random(Long.parseLong(seed)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-D%s=%s: expected a whole number, for example -D%1$s=7".formatted(SEED, seed), e);
    }
  }

  private static int explicit(ClassDescriptor story) {
    return story.findAnnotation(Order.class).map(Order::value).orElse(Order.DEFAULT);
  }
}
