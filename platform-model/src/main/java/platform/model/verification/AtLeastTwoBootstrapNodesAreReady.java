package platform.model.verification;

import java.util.List;
import platform.model.findings.Finding;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.Platform;

/** At least two bootstrap nodes are ready: a cluster of one node is not supported. */
public final class AtLeastTwoBootstrapNodesAreReady implements Rule {
  private static final int FEWEST = 2;

  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    var ready =
        observed.nodes().stream()
            .filter(node -> Placement.isBootstrap(promised, node))
            .filter(ObservedNode::ready)
            .map(ObservedNode::name)
            .toList();
    if (ready.size() >= FEWEST) {
      return List.of();
    }
    return List.of(
        Finding.error(
            id(),
            "%d bootstrap nodes are ready (%s), at least %d are needed"
                .formatted(
                    ready.size(), ready.isEmpty() ? "none" : String.join(", ", ready), FEWEST),
            "raise the managed node group to two nodes or repair the missing one"));
  }
}
