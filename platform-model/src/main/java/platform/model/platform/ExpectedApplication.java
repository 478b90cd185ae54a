package platform.model.platform;

import java.util.Optional;
import platform.model.findings.Location;
import platform.model.manifests.YamlMapping;

/**
 * An Argo CD Application that the tree promises.
 *
 * @param location where it is declared: its own file, or the workload.yaml it is generated from
 * @param destinationNamespace the namespace it applies to, if it names one
 */
public record ExpectedApplication(
    String name,
    Origin origin,
    Location location,
    Optional<String> destinationNamespace,
    Optional<Chart> chart) {
  /** Who makes an Application. */
  public enum Origin {
    ROOT,
    CHILD,
    GENERATED
  }

  /**
   * The Helm chart that an Application installs.
   *
   * @param values the values given in place
   */
  public record Chart(String name, Optional<YamlMapping> values, Location location) {}
}
