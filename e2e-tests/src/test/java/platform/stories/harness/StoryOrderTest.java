package platform.stories.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@DisplayName("The order of the stories")
class StoryOrderTest {
  private static final List<Class<?>> FOUND =
      List.of(Judges.class, Delta.class, Alpha.class, Gamma.class, Beta.class);

  private static class Alpha {}

  private static class Beta {}

  private static class Delta {}

  private static class Gamma {}

  @Order(Integer.MAX_VALUE)
  private static class Judges {}

  @Test
  @DisplayName("is that of their names, however they were found")
  void byName() {
    assertThat(order(Optional.empty()))
        .containsExactly(Alpha.class, Beta.class, Delta.class, Gamma.class, Judges.class);
  }

  @Test
  @DisplayName("is another by a seed, the same each time, and who judges all comes last")
  void bySeed() {
    List<Class<?>> order = order(Optional.of("1"));
    assertThat(order).isNotEqualTo(order(Optional.empty())).isEqualTo(order(Optional.of("1")));
    assertThat(order).containsExactlyInAnyOrderElementsOf(FOUND).endsWith(Judges.class);
  }

  @Test
  @DisplayName("is not guessed from what is no seed")
  void noSeed() {
    assertThatThrownBy(() -> order(Optional.of("seven")))
        .hasMessage("-Dstories.seed=seven: expected a whole number, for example -Dstories.seed=7");
  }

  private static List<Class<?>> order(Optional<String> seed) {
    var descriptors = new ArrayList<ClassDescriptor>(FOUND.stream().map(Described::new).toList());
    new StoryOrder()
        .orderClasses(
            new ClassOrdererContext() {
              @Override
              public List<? extends ClassDescriptor> getClassDescriptors() {
                return descriptors;
              }

              @Override
              public Optional<String> getConfigurationParameter(String key) {
                assertThat(key).isEqualTo("stories.seed");
                return seed;
              }
            });
    return descriptors.stream().<Class<?>>map(ClassDescriptor::getTestClass).toList();
  }

  private record Described(Class<?> getTestClass) implements ClassDescriptor {
    @Override
    public String getDisplayName() {
      return getTestClass.getSimpleName();
    }

    @Override
    public boolean isAnnotated(Class<? extends Annotation> type) {
      return getTestClass.isAnnotationPresent(type);
    }

    @Override
    public <A extends Annotation> Optional<A> findAnnotation(Class<A> type) {
      return Optional.ofNullable(getTestClass.getAnnotation(type));
    }

    @Override
    public <A extends Annotation> List<A> findRepeatableAnnotations(Class<A> type) {
      return List.of(getTestClass.getAnnotationsByType(type));
    }
  }
}
