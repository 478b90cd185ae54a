package platform.model.verification;

import java.util.List;
import platform.model.capacity.Profile;
import platform.model.observed.ObservedNode;

/** A profile with the nodes that were made for it and the workloads that chose it. */
public record ProfilePlacement(
    Profile profile, List<ObservedNode> nodes, List<WorkloadPlacement> workloads) {
  public ProfilePlacement {
    nodes = List.copyOf(nodes);
    workloads = List.copyOf(workloads);
  }
}
