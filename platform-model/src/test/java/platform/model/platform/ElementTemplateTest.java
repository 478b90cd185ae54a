package platform.model.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.model.findings.Location;
import platform.model.manifests.ManifestException;

class ElementTemplateTest {
  private final ElementTemplate template =
      new ElementTemplate(
          new Location("set.yaml", 3), "gitops/apps/web", Map.of("name", "web", "profile", "a/b"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "plain = plain",
        "w-{{.name}}-x = w-web-x",
        "{{ index .path.segments 1 }} = apps",
        "{{ .path.path }} = gitops/apps/web",
        "{{ .path.basename }} = web",
        "{{ get . \"profile\" | default \"none\" | base }} = b",
        "{{ get . \"other\" | default \"none\" | base }} = none"
      })
  void itFillsWhatApplicationSetsOfThisTreeUse(String text, String expected) {
    assertThat(template.fill(text)).isEqualTo(expected);
  }

  @Test
  void whatItDoesNotUnderstandIsAnErrorWithItsPlace() {
    assertThatThrownBy(() -> template.fill("{{ upper .name }}"))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith("set.yaml:3: the model does not understand '{{ upper .name }}'");
  }
}
