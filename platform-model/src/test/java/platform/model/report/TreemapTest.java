package platform.model.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import platform.model.report.Treemap.Box;

class TreemapTest {
  private static final Box WHOLE = new Box(10, 20, 60, 40);
  private static final List<Double> AREAS =
      List.of(600.0, 600.0, 400.0, 300.0, 200.0, 200.0, 100.0);

  private final List<Box> boxes = Treemap.fill(WHOLE, AREAS);

  @Test
  void eachBoxHasItsArea() {
    assertThat(boxes).hasSameSizeAs(AREAS);
    for (var index = 0; index < AREAS.size(); index++) {
      assertThat(boxes.get(index).area()).isCloseTo(AREAS.get(index), within(1e-6));
    }
  }

  @Test
  void allLieWithinTheWhole() {
    assertThat(boxes)
        .allSatisfy(
            box -> {
              assertThat(box.x()).isGreaterThanOrEqualTo(10);
              assertThat(box.y()).isGreaterThanOrEqualTo(20);
              assertThat(box.x() + box.width()).isLessThanOrEqualTo(70 + 1e-6);
              assertThat(box.y() + box.height()).isLessThanOrEqualTo(60 + 1e-6);
            });
  }

  @Test
  void noTwoOverlap() {
    for (var one : boxes) {
      for (var other : boxes) {
        if (one != other) {
          assertThat(overlap(one, other)).as("%s and %s", one, other).isLessThan(1e-6);
        }
      }
    }
  }

  @Test
  void noneIsAStripe() {
    assertThat(boxes)
        .allSatisfy(
            box ->
                assertThat(
                        Math.max(box.width(), box.height()) / Math.min(box.width(), box.height()))
                    .isLessThan(3));
  }

  @Test
  void nothingNeedsNoBox() {
    assertThat(Treemap.fill(WHOLE, List.of())).isEmpty();
  }

  private static double overlap(Box one, Box other) {
    var width =
        Math.min(one.x() + one.width(), other.x() + other.width()) - Math.max(one.x(), other.x());
    var height =
        Math.min(one.y() + one.height(), other.y() + other.height()) - Math.max(one.y(), other.y());
    return Math.max(0, width) * Math.max(0, height);
  }
}
