package platform.local.programs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Writes the part of a pod's status that a kubelet owns, as a strategic merge patch. */
final class PodStatusPatch {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How one container stands. */
  sealed interface State {
    /** Not started, and why: a kubelet's reason and message. */
    record Waiting(String reason, String message) implements State {}

    /** Started; ready once its readiness probe has succeeded. */
    record Running(Instant since, boolean ready) implements State {}
  }

  private PodStatusPatch() {}

  /**
   * @param states by container name; one state for every container of the pod
   * @param restarts by container name
   */
  static String of(
      Pod pod, boolean initialized, Map<String, State> states, Map<String, Integer> restarts) {
    boolean ready =
        states.values().stream()
            .allMatch(state -> state instanceof State.Running running && running.ready());
    // A pod whose program has ended and waits to be started again is still Running.
    boolean anyRunning =
        !restarts.isEmpty() || states.values().stream().anyMatch(State.Running.class::isInstance);
    ObjectNode status = JSON.createObjectNode();
    status.put("phase", anyRunning ? "Running" : "Pending");
    if (anyRunning) {
      status.put("podIP", podIp(pod));
      status.putArray("podIPs").addObject().put("ip", podIp(pod));
      status.put("startTime", startTime(pod));
    }
    ArrayNode conditions = status.putArray("conditions");
    condition(conditions, "PodReadyToStartContainers", true);
    condition(conditions, "Initialized", initialized);
    condition(conditions, "ContainersReady", ready);
    condition(conditions, "Ready", ready);
    ArrayNode containers = status.putArray("containerStatuses");
    for (Container container : pod.getSpec().getContainers()) {
      container(
          containers.addObject(),
          container,
          states.get(container.getName()),
          restarts.getOrDefault(container.getName(), 0));
    }
    if (initialized) {
      initContainers(status.putArray("initContainerStatuses"), pod.getSpec().getInitContainers());
    }
    return JSON.createObjectNode().set("status", status).toString();
  }

  private static void condition(ArrayNode conditions, String type, boolean value) {
    conditions
        .addObject()
        .put("type", type)
        .put("status", value ? "True" : "False")
        .put("lastTransitionTime", now());
  }

  private static void container(ObjectNode node, Container container, State state, int restarts) {
    node.put("name", container.getName())
        .put("image", container.getImage())
        .put("imageID", "")
        .put("restartCount", restarts);
    ObjectNode stateNode = node.putObject("state");
    // A strategic merge keeps what it isn't told to drop: exactly one of the states may stay.
    if (state instanceof State.Running running) {
      node.put("ready", running.ready()).put("started", true);
      stateNode.putObject("running").put("startedAt", timestamp(running.since()));
      stateNode.putNull("waiting");
    } else if (state instanceof State.Waiting waiting) {
      node.put("ready", false).put("started", false);
      stateNode
          .putObject("waiting")
          .put("reason", waiting.reason())
          .put("message", waiting.message());
      stateNode.putNull("running");
    }
  }

  private static void initContainers(ArrayNode statuses, List<Container> containers) {
    for (Container container : containers) {
      statuses
          .addObject()
          .put("name", container.getName())
          .put("image", container.getImage())
          .put("imageID", "")
          .put("ready", true)
          .put("restartCount", 0)
          .putObject("state")
          .putObject("terminated")
          .put("exitCode", 0)
          .put("reason", "Completed")
          .put("startedAt", now())
          .put("finishedAt", now());
    }
  }

  /** An address of a range that kwok does not give out; nothing listens there. */
  private static String podIp(Pod pod) {
    int hash = pod.getMetadata().getUid().hashCode();
    return "10.200.%d.%d".formatted((hash >>> 8) & 0xff, 1 + (hash & 0x7f));
  }

  /** Given once and kept, whatever becomes of the containers. */
  private static String startTime(Pod pod) {
    boolean isKnown = pod.getStatus() != null && pod.getStatus().getStartTime() != null;
    return isKnown ? pod.getStatus().getStartTime() : now();
  }

  private static String now() {
    return timestamp(Instant.now());
  }

  private static String timestamp(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
