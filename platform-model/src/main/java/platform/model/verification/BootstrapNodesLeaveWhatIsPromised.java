package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.Platform;

/**
 * Bootstrap nodes leave pods at least what the settings say: the platform's requests rest on it.
 */
public final class BootstrapNodesLeaveWhatIsPromised implements Rule {
  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    var findings = new ArrayList<Finding>();
    var settings = promised.settings();
    var least = PlatformRequestsFitOneBootstrapNode.offered(settings);
    for (var node : observed.nodes()) {
      var left = node.allocatable();
      if (least.isPresent()
          && node.ready()
          && Placement.isBootstrap(promised, node)
          && !left.holds(least.get())) {
        findings.add(
            Finding.error(
                id(),
                settings.placeOf("bootstrapAllocatableMemory"),
                "node %s leaves pods %s of CPU and %s of memory, promised are %s and %s"
                    .formatted(
                        Placement.describe(node),
                        Fit.cores(left.cpu()),
                        Fit.mebibytes(left.memoryBytes()),
                        Fit.cores(least.get().cpu()),
                        Fit.mebibytes(least.get().memoryBytes())),
                "correct bootstrap_kube_reserved or the instance type in Terraform, or take its values:"
                    + " scripts/platform contract -e %s --write"
                        .formatted(settings.environment())));
      }
    }
    return findings;
  }
}
