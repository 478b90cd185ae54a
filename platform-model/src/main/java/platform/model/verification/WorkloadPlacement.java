package platform.model.verification;

import java.util.List;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedPod;
import platform.model.workloads.PodBearer;
import platform.model.workloads.Workload;

/**
 * One object of a workload with its pods and the nodes that they are on.
 *
 * @param running how many pods run
 * @param succeeded how many pods have ended well
 * @param misplaced how many pods are on a node that is not of the workload's profile
 */
public record WorkloadPlacement(
    Workload workload,
    PodBearer bearer,
    List<ObservedPod> pods,
    List<ObservedNode> nodes,
    int running,
    int succeeded,
    int misplaced) {
  public WorkloadPlacement {
    pods = List.copyOf(pods);
    nodes = List.copyOf(nodes);
  }
}
