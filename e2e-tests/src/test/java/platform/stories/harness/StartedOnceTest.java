package platform.stories.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import platform.local.process.LabException;

@DisplayName("The start of what all stories share")
class StartedOnceTest {
  private final List<String> happened = new ArrayList<>();

  private StartedOnce<String> lab(Supplier<String> outcome) {
    return new StartedOnce<>(
        () -> {
          happened.add("started");
          return outcome.get();
        });
  }

  @Test
  @DisplayName("what has come up is shared, and there to be ended; what nobody asked for is not")
  void shared() {
    var lab = lab(() -> "a lab");
    assertThat(lab.ifStarted()).isEmpty();
    assertThat(lab.get()).isSameAs(lab.get());
    assertThat(lab.ifStarted()).contains("a lab");
    assertThat(happened).containsExactly("started");
  }

  @Test
  @DisplayName("what did not come up is not started again: the later are told the same cause")
  void failsAtOnce() {
    var refusal = new LabException("moto did not answer within 60 s:\n  see moto.log\n  and this");
    var lab =
        lab(
            () -> {
              throw refusal;
            });
    assertThatThrownBy(lab::get).isSameAs(refusal);
    for (int later = 0; later < 2; later++) {
      assertThatThrownBy(lab::get)
          .isInstanceOf(AssertionError.class)
          .hasMessage(
              "the story was not run, since the shared lab did not come up: moto did not answer"
                  + " within 60 s: see moto.log")
          .hasCause(refusal);
    }
    assertThat(lab.ifStarted()).isEmpty();
    assertThat(happened).containsExactly("started");
  }

  @Test
  @DisplayName("a platform that came up otherwise than promised is not started again either")
  void brokenPromise() {
    var lab =
        lab(
            () -> {
              throw new AssertionError("not as promised");
            });
    assertThatThrownBy(lab::get).hasMessage("not as promised");
    assertThatThrownBy(lab::get).hasMessageEndingWith("did not come up: not as promised");
    assertThat(happened).containsExactly("started");
  }
}
