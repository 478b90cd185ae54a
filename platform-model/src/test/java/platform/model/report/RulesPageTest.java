package platform.model.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import platform.model.verification.Verification;

class RulesPageTest {
  private static final Path PAGE = Path.of("../docs/rules.md");

  /** {@code -Dgolden.rewrite=true} rewrites it. */
  @Test
  void thePageIsWhatTheRulesSay() throws IOException {
    var page = RulesPage.render(new Verification(Map.of()).documentation());
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }
}
