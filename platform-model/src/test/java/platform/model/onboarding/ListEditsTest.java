package platform.model.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListEditsTest {
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void aResourceTakesItsPlaceAndLineEndsStay(String end) {
    String text = String.join(end, "# Tenants.", "resources:", "  - api", "  - cache", "");

    assertThat(ListEdits.withResource(text, "batch"))
        .contains(
            String.join(end, "# Tenants.", "resources:", "  - api", "  - batch", "  - cache", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void anOwnerTakesItsPlaceAndLineEndsStay(String end) {
    String text =
        String.join(end, "* @a/platform", "/apps/api/    @a/api", "/apps/cache/  @a/cache", "");

    assertThat(ListEdits.withOwner(text, "/apps/", "/apps/batch/", "@a/batch"))
        .isEqualTo(
            String.join(
                end,
                "* @a/platform",
                "/apps/api/    @a/api",
                "/apps/batch/  @a/batch",
                "/apps/cache/  @a/cache",
                ""));
  }
}
