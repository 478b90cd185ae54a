package platform.local.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedChange;
import platform.model.observed.ObservedChange.Kind;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedObject;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;

/**
 * What happened between two looks at the platform, as far as people care. Pods of daemons are left
 * out: they come and go with their node and say no more than it does.
 */
final class MeaningfulChanges {
  private static final String CORDONED = "node.kubernetes.io/unschedulable";
  private static final String DISRUPTED = "karpenter.sh/disrupted";

  private final ObservedPlatform previous;
  private final ObservedPlatform next;
  private final List<ObservedChange> changes = new ArrayList<>();

  private MeaningfulChanges(ObservedPlatform previous, ObservedPlatform next) {
    this.previous = previous;
    this.next = next;
  }

  /** In the order of cause and effect, as far as one moment has an order. */
  static List<ObservedChange> between(ObservedPlatform previous, ObservedPlatform next) {
    var changes = new MeaningfulChanges(previous, next);
    changes.compare(
        previous.applications(),
        next.applications(),
        ObservedApplication::name,
        changes::application);
    changes.compare(
        previous.capacityObjects(),
        next.capacityObjects(),
        object -> object.kind() + " " + object.name(),
        changes::capacityObject);
    changes.compare(previous.nodes(), next.nodes(), ObservedNode::name, changes::node);
    changes.compare(
        withoutDaemons(previous), withoutDaemons(next), ObservedPod::qualifiedName, changes::pod);
    return List.copyOf(changes.changes);
  }

  private static List<ObservedPod> withoutDaemons(ObservedPlatform platform) {
    return platform.pods().stream().filter(pod -> !pod.isDaemon()).toList();
  }

  /** One thing before and after; it is there at least once. */
  private interface Comparison<T> {
    void compare(Optional<T> before, Optional<T> after);
  }

  private <T> void compare(
      List<T> before, List<T> after, Function<T, String> name, Comparison<T> comparison) {
    Map<String, T> old = new TreeMap<>();
    before.forEach(each -> old.put(name.apply(each), each));
    Map<String, T> present = new TreeMap<>();
    after.forEach(each -> present.put(name.apply(each), each));
    Stream.concat(old.keySet().stream(), present.keySet().stream())
        .distinct()
        .sorted()
        .forEach(
            key ->
                comparison.compare(
                    Optional.ofNullable(old.get(key)), Optional.ofNullable(present.get(key))));
  }

  private void application(
      Optional<ObservedApplication> before, Optional<ObservedApplication> after) {
    if (after.isEmpty()) {
      add(Kind.APPLICATION, before.get().name(), "Application", "is gone");
      return;
    }
    // Until it was compared once, there is nothing to tell.
    Optional<String> now = after.flatMap(MeaningfulChanges::state);
    Optional<String> then = before.flatMap(MeaningfulChanges::state);
    if (!now.equals(then)) {
      add(
          Kind.APPLICATION,
          after.get().name(),
          "Application",
          "is " + now.orElse("Unknown") + then.map(old -> ", was " + old).orElse(""));
    }
  }

  private static Optional<String> state(ObservedApplication application) {
    return Optional.of(application.sync() + " and " + application.health())
        .filter(state -> !state.equals("Unknown and Unknown"));
  }

  private void capacityObject(Optional<ObservedObject> before, Optional<ObservedObject> after) {
    ObservedObject object = after.or(() -> before).get();
    boolean isClaim = object.kind().equals("NodeClaim");
    Kind kind = isClaim ? Kind.NODE_CLAIM : Kind.CAPACITY;
    if (after.isEmpty()) {
      add(kind, object.name(), object.kind(), "is gone");
      return;
    }
    if (before.isEmpty() && isClaim) {
      add(kind, object.name(), object.kind(), "asks for a machine");
    }
    if (object.ready() && !before.map(ObservedObject::ready).orElse(false)) {
      add(kind, object.name(), object.kind(), "is ready");
    }
    if (!object.ready() && before.map(ObservedObject::ready).orElse(false)) {
      add(
          kind,
          object.name(),
          object.kind(),
          "is no longer ready" + object.message().map(why -> ": " + why).orElse(""));
    }
  }

  private void node(Optional<ObservedNode> before, Optional<ObservedNode> after) {
    ObservedNode node = after.or(() -> before).get();
    if (after.isEmpty()) {
      add(Kind.NODE, node.name(), "node", "is gone");
      return;
    }
    if (before.isEmpty()) {
      add(
          Kind.NODE,
          node.name(),
          "node",
          "has joined ("
              + String.join(", ", node.instanceType(), node.capacityType(), node.zone())
              + ")");
    }
    boolean wasReady = before.map(ObservedNode::ready).orElse(false);
    if (node.ready() != wasReady) {
      add(Kind.NODE, node.name(), "node", node.ready() ? "is ready" : "is not ready");
    }
    boolean wasCordoned = before.map(MeaningfulChanges::isCordoned).orElse(false);
    if (isCordoned(node) != wasCordoned) {
      add(
          Kind.NODE,
          node.name(),
          "node",
          isCordoned(node) ? "takes no new pods" : "takes pods again");
    }
  }

  /** By hand or by Karpenter, which marks a node by a taint of its own before it drains it. */
  private static boolean isCordoned(ObservedNode node) {
    return node.taints().stream()
        .anyMatch(taint -> taint.key().equals(CORDONED) || taint.key().equals(DISRUPTED));
  }

  private void pod(Optional<ObservedPod> before, Optional<ObservedPod> after) {
    ObservedPod pod = after.or(() -> before).get();
    if (after.isEmpty()) {
      add(
          Kind.POD,
          pod.qualifiedName(),
          "pod",
          "has left" + pod.node().map(node -> " node " + node).orElse(""));
      return;
    }
    Optional<String> boundTo = before.flatMap(ObservedPod::node);
    if (pod.node().isPresent() && !pod.node().equals(boundTo)) {
      add(Kind.POD, pod.qualifiedName(), "pod", "is bound to node " + pod.node().get());
    }
    boolean wasWaiting = before.map(MeaningfulChanges::isUnschedulable).orElse(false);
    if (isUnschedulable(pod) && !wasWaiting) {
      add(Kind.POD, pod.qualifiedName(), "pod", "waits for a node");
    }
    boolean wasRunning = before.map(ObservedPod::isRunning).orElse(false);
    String phaseBefore = before.map(ObservedPod::phase).orElse("");
    if (pod.isRunning() && !wasRunning) {
      add(Kind.POD, pod.qualifiedName(), "pod", "runs");
    } else if (!pod.phase().equals(phaseBefore) && pod.hasSucceeded()) {
      add(Kind.POD, pod.qualifiedName(), "pod", "has ended well");
    } else if (!pod.phase().equals(phaseBefore) && pod.phase().equals("Failed")) {
      add(Kind.POD, pod.qualifiedName(), "pod", "has failed");
    } else if (wasRunning && pod.phase().equals("Running") && !pod.ready()) {
      add(Kind.POD, pod.qualifiedName(), "pod", "is no longer ready");
    }
  }

  private static boolean isUnschedulable(ObservedPod pod) {
    return pod.node().isEmpty()
        && pod.notRunningBecause().filter(why -> why.startsWith("Unschedulable")).isPresent();
  }

  private void add(Kind kind, String subject, String thing, String whatHappened) {
    changes.add(
        new ObservedChange(next.at(), kind, subject, thing + " " + subject + " " + whatHappened));
  }
}
