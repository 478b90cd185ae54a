package platform.local.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KwokTest {
  @Test
  void podsWhoseProgramsTheLabRunsAreLeftOut() throws IOException {
    String stages = Kwok.stages(new TreeSet<>(List.of("redis", "quay.io/argoproj/argocd")));

    assertThat(stages)
        .contains("values: [\"quay.io/argoproj/argocd\", \"redis\"]\n")
        .doesNotContain("@PROGRAM_IMAGES@");
  }
}
