package platform.model.contract;

import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import platform.model.capacity.NodeResources;
import platform.model.findings.Location;
import platform.model.manifests.ManifestException;
import platform.model.pricing.Catalogue;
import platform.model.pricing.CatalogueFile;

/** A node of the bootstrap group, as Terraform has it made. */
final class BootstrapNode {
  /** The outputs that say what it leaves to pods. */
  static final String OUTPUTS =
      "outputs bootstrap_instance_type, bootstrap_max_pods and bootstrap_kube_reserved";

  private BootstrapNode() {}

  /**
   * What it leaves to pods.
   *
   * @param catalogues region to its instance types
   * @throws ManifestException when an output is missing, or no catalogue knows the instance type
   */
  static NodeResources.Amounts allocatable(
      InfrastructureOutputs outputs, Function<String, Catalogue> catalogues) {
    var region = outputs.required("region");
    var name = outputs.required("bootstrap_instance_type");
    var type =
        catalogues
            .apply(region)
            .type(name)
            .orElseThrow(
                () ->
                    new ManifestException(
                        new Location(CatalogueFile.nameOf(region), 1),
                        "what '%s' leaves to pods is not known: it is not among the instance types"
                            .formatted(name),
                        "correct bootstrap_instance_type, or make the catalogue anew: scripts/platform prices refresh"));
    var kubelet =
        new NodeResources.Kubelet(
            OptionalInt.of(outputs.quantity("bootstrap_max_pods").amount().intValue()),
            outputs.quantities("bootstrap_kube_reserved"),
            Map.of(),
            Map.of());
    return NodeResources.of(type.cpus(), type.memoryMebibytes(), type.addressLimitedPods(), kubelet)
        .allocatable();
  }
}
