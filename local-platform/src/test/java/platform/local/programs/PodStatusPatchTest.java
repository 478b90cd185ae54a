package platform.local.programs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import platform.local.programs.PodStatusPatch.State;

class PodStatusPatchTest {
  private static final Instant SINCE = Instant.parse("2026-11-01T10:00:00.123Z");

  private final Pod pod =
      Serialization.unmarshal(
          """
          metadata: {name: p, namespace: n, uid: 0b51}
          spec:
            initContainers: [{name: init, image: "init:1"}]
            containers: [{name: main, image: "main:1"}, {name: side, image: "side:1"}]
          """,
          Pod.class);

  @Test
  void aPodWhoseContainersAllRunAndAnswerIsReady() {
    JsonNode status =
        status(
            true,
            Map.of("main", new State.Running(SINCE, true), "side", new State.Running(SINCE, true)),
            Map.of());

    assertThat(status.at("/phase").asText()).isEqualTo("Running");
    assertThat(condition(status, "Ready")).isEqualTo("True");
    assertThat(condition(status, "ContainersReady")).isEqualTo("True");
    assertThat(condition(status, "Initialized")).isEqualTo("True");
    assertThat(status.at("/podIP").asText()).startsWith("10.200.");
    assertThat(status.at("/podIPs/0/ip")).isEqualTo(status.at("/podIP"));
    assertThat(status.at("/initContainerStatuses/0/state/terminated/reason").asText())
        .isEqualTo("Completed");
    JsonNode main = status.at("/containerStatuses/0");
    assertThat(main.at("/name").asText()).isEqualTo("main");
    assertThat(main.at("/ready").asBoolean()).isTrue();
    assertThat(main.at("/restartCount").asInt()).isZero();
    assertThat(main.at("/state/running/startedAt").asText()).isEqualTo("2026-11-01T10:00:00Z");
    assertThat(main.at("/state/waiting").isNull()).as("drops what stood before").isTrue();
  }

  @Test
  void onePodsContainerThatDoesNotAnswerYetKeepsItUnready() {
    JsonNode status =
        status(
            true,
            Map.of("main", new State.Running(SINCE, false), "side", new State.Running(SINCE, true)),
            Map.of());

    assertThat(status.at("/phase").asText()).isEqualTo("Running");
    assertThat(condition(status, "Ready")).isEqualTo("False");
    assertThat(status.at("/containerStatuses/0/started").asBoolean()).isTrue();
    assertThat(status.at("/containerStatuses/0/ready").asBoolean()).isFalse();
    assertThat(status.at("/containerStatuses/1/ready").asBoolean()).isTrue();
  }

  @Test
  void aPodThatWaitsForItsConfigurationIsPendingWithTheReason() {
    var waiting = new State.Waiting("CreateContainerConfigError", "secret \"x\" not found");

    JsonNode status = status(false, Map.of("main", waiting, "side", waiting), Map.of());

    assertThat(status.at("/phase").asText()).isEqualTo("Pending");
    assertThat(condition(status, "Initialized")).isEqualTo("False");
    assertThat(condition(status, "Ready")).isEqualTo("False");
    assertThat(status.has("podIP")).isFalse();
    assertThat(status.has("initContainerStatuses")).isFalse();
    JsonNode main = status.at("/containerStatuses/0");
    assertThat(main.at("/state/waiting/reason").asText()).isEqualTo("CreateContainerConfigError");
    assertThat(main.at("/state/waiting/message").asText()).isEqualTo("secret \"x\" not found");
    assertThat(main.at("/state/running").isNull()).as("drops what stood before").isTrue();
    assertThat(main.at("/started").asBoolean()).isFalse();
  }

  @Test
  void aPodWhoseProgramEndedIsStillRunningAndCountsTheRestart() {
    var waiting = new State.Waiting("CrashLoopBackOff", "the program ended");

    JsonNode status = status(true, Map.of("main", waiting, "side", waiting), Map.of("main", 3));

    assertThat(status.at("/phase").asText()).isEqualTo("Running");
    assertThat(condition(status, "Ready")).isEqualTo("False");
    assertThat(status.at("/containerStatuses/0/restartCount").asInt()).isEqualTo(3);
    assertThat(status.at("/containerStatuses/1/restartCount").asInt()).isZero();
  }

  @Test
  void theStartOfAPodNeverChanges() {
    pod.setStatus(
        Serialization.unmarshal(
            "startTime: \"2026-11-01T09:59:00Z\"",
            io.fabric8.kubernetes.api.model.PodStatus.class));

    JsonNode status =
        status(
            true,
            Map.of("main", new State.Running(SINCE, true), "side", new State.Running(SINCE, true)),
            Map.of());

    assertThat(status.at("/startTime").asText()).isEqualTo("2026-11-01T09:59:00Z");
  }

  private JsonNode status(
      boolean initialized, Map<String, State> states, Map<String, Integer> restarts) {
    return Serialization.unmarshal(
            PodStatusPatch.of(pod, initialized, states, restarts), JsonNode.class)
        .get("status");
  }

  private static String condition(JsonNode status, String type) {
    for (JsonNode condition : status.get("conditions")) {
      if (condition.get("type").asText().equals(type)) {
        return condition.get("status").asText();
      }
    }
    return "absent";
  }
}
