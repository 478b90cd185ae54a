package platform.stories.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Whether an ApplicationSet could be generated")
class GeneratorsTest {

  @ParameterizedTest(name = "{0} is {1}: failed {2}")
  @CsvSource({
    "ErrorOccurred, 'True', true",
    "ErrorOccurred, 'False', false",
    "ResourcesUpToDate, 'True', false",
  })
  void byItsConditions(String type, String status, boolean failed) {
    var set =
        Serialization.unmarshal(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: workloads}
            status:
              conditions:
                - {type: %s, status: "%s"}
            """
                .formatted(type, status),
            GenericKubernetesResource.class);
    assertThat(ArgoCdDeeds.hasFailed(set)).isEqualTo(failed);
  }
}
