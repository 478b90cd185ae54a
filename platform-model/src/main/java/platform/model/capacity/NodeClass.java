package platform.model.capacity;

import java.util.Optional;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;

/**
 * An EC2NodeClass: how Karpenter makes instances on AWS.
 *
 * @param role the nodes' IAM role as the file has it, before settings are put in
 * @param roleLocation where the role stands, or the object if there is none
 */
public record NodeClass(
    String name, Optional<String> role, Location location, Location roleLocation) {
  public static NodeClass from(Manifest manifest) {
    return new NodeClass(
        manifest.name(),
        manifest.yaml().findText("spec", "role"),
        manifest.location(),
        manifest.yaml().locationOf("spec", "role"));
  }
}
