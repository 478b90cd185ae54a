package platform.model.observed;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The platform as its API server showed it at one moment. */
public record ObservedPlatform(
    Instant at,
    List<ObservedNode> nodes,
    List<ObservedPod> pods,
    List<ObservedApplication> applications,
    List<ObservedApplicationSet> applicationSets,
    List<ObservedObject> capacityObjects) {
  public ObservedPlatform {
    nodes = nodes.stream().sorted(Comparator.comparing(ObservedNode::name)).toList();
    pods =
        pods.stream()
            .sorted(Comparator.comparing(ObservedPod::namespace).thenComparing(ObservedPod::name))
            .toList();
    applications =
        applications.stream().sorted(Comparator.comparing(ObservedApplication::name)).toList();
    applicationSets =
        applicationSets.stream()
            .sorted(Comparator.comparing(ObservedApplicationSet::name))
            .toList();
    capacityObjects =
        capacityObjects.stream()
            .sorted(Comparator.comparing(ObservedObject::kind).thenComparing(ObservedObject::name))
            .toList();
  }

  public Optional<ObservedNode> node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  /** The node a pod is bound to, if it is bound and the node still exists. */
  public Optional<ObservedNode> nodeOf(ObservedPod pod) {
    return pod.node().flatMap(this::node);
  }
}
