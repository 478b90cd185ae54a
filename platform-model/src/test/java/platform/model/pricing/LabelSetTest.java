package platform.model.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.model.capacity.NodePool.Requirement;
import platform.model.findings.Location;
import platform.model.manifests.ManifestException;

class LabelSetTest {
  /**
   * Requirements joined by "and"; the type's values of the label, none as "-"; whether it stays.
   */
  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource({
    "In a b,                       a,   true",
    "In a b,                       c,   false",
    "In a,                         -,   false",
    "In a b,                       b c, true",
    "NotIn a,                      a,   false",
    "NotIn a,                      b,   true",
    "NotIn a,                      -,   true",
    "Exists,                       a,   true",
    "Exists,                       -,   false",
    "DoesNotExist,                 -,   true",
    "DoesNotExist,                 a,   false",
    "Gt 5,                         5,   false",
    "Gt 5,                         6,   true",
    "Gt 5,                         -,   false",
    "Gt 5,                         x,   false",
    "Lt 5,                         4,   true",
    "Lt 5,                         5,   false",
    "Gte 5,                        5,   true",
    "Lte 5,                        6,   false",
    "Gt 3 and Lt 6,                4,   true",
    "Gt 3 and Lt 4,                -,   true",
    "Gt 3 and Lt 4,                4,   false",
    "Gt 3 and NotIn 4,             4,   false",
    "Gt 3 and NotIn 4,             5,   true",
    "Gt 3 and NotIn 4,             -,   true",
    "In 2 4 8 and Gt 3,            2,   false",
    "In 2 4 8 and Gt 3,            8,   true",
    "In a b and NotIn b,           b,   false",
    "In a b and In b c,            b,   true",
    "In a and In b,                a,   false",
    "In a and In b,                -,   true",
  })
  void leavesWhatKarpenterLeaves(String requirements, String values, boolean stays) {
    var set =
        Arrays.stream(requirements.split(" and "))
            .map(each -> LabelSet.of(requirement(each)))
            .reduce(LabelSet::and)
            .orElseThrow();
    var ofType =
        values.equals("-") ? new TreeSet<String>() : new TreeSet<>(List.of(values.split(" ")));

    assertThat(set.accepts(ofType)).isEqualTo(stays);
  }

  @Test
  void whatKarpenterRefusesIsNamed() {
    assertThatThrownBy(() -> LabelSet.of(requirement("Above 3")))
        .isInstanceOf(ManifestException.class)
        .hasMessage(
            "pool.yaml:7: the requirement on 'key' by 'Above': unknown operator; operators: In,"
                + " NotIn, Exists, DoesNotExist, Gt, Lt, Gte, Lte; those that compare take one"
                + " whole number");
    assertThatThrownBy(() -> LabelSet.of(requirement("Gt many")))
        .hasMessageContaining("needs a whole number");
  }

  private static Requirement requirement(String text) {
    var words = List.of(text.split(" "));
    return new Requirement(
        "key",
        words.get(0),
        new TreeSet<>(words.subList(1, words.size())),
        Optional.empty(),
        new Location("pool.yaml", 7));
  }
}
