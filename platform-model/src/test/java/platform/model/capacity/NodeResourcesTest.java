package platform.model.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.model.capacity.NodeResources.Amounts;
import platform.model.capacity.NodeResources.Kubelet;

class NodeResourcesTest {
  private static final Kubelet NOTHING_STATED =
      new Kubelet(OptionalInt.empty(), Map.of(), Map.of(), Map.of());

  @ParameterizedTest
  @CsvSource({"1, 940", "2, 1930", "4, 3920", "16, 15890"})
  void coresAreReservedByNodeadmsSteps(int cpus, int left) {
    assertThat(NodeResources.of(cpus, 8192, 11, NOTHING_STATED).allocatable().milliCpu())
        .isEqualTo(left);
  }

  @Test
  void whatIsStatedGoesBeforeNodeadmsDefaults() {
    var stated =
        new Kubelet(
            OptionalInt.of(32),
            Map.of("cpu", Quantity.of("100m"), "memory", Quantity.of("300Mi")),
            Map.of("cpu", Quantity.of("50m"), "ephemeral-storage", Quantity.of("1Gi")),
            Map.of("memory.available", "200Mi", "nodefs.available", "5%"));

    var resources = NodeResources.of(2, 2048, 11, stated);

    assertThat(resources.capacity()).isEqualTo(new Amounts(2000, 1913, 20480, 32));
    // 1913 - 300 - 200, and 20480 - 1024 - 1024 - 5 %.
    assertThat(resources.allocatable()).isEqualTo(new Amounts(1850, 1413, 17408, 32));
  }

  @Test
  void noMoreIsTakenThanIsThere() {
    var greedy =
        new Kubelet(
            OptionalInt.empty(),
            Map.of("cpu", Quantity.of("3"), "memory", Quantity.of("3Gi")),
            Map.of(),
            Map.of());

    assertThat(NodeResources.of(2, 2048, 11, greedy).allocatable())
        .isEqualTo(new Amounts(0, 0, 17408, 11));
  }

  @Test
  void aThresholdThatIsNoQuantityIsRefused() {
    var wrong =
        new Kubelet(OptionalInt.empty(), Map.of(), Map.of(), Map.of("memory.available", "much"));

    assertThatThrownBy(() -> NodeResources.of(2, 2048, 11, wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'much' is no quantity");
  }
}
