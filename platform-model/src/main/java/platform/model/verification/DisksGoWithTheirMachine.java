package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/** The disk of each EC2NodeClass is the root of its machine, and is deleted with it. */
public final class DisksGoWithTheirMachine implements TreeRule {
  private static final String ROOT = "/dev/xvda";

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A disk that outlives its machine is paid for and holds what its pods wrote; one of another name than the image's root"
            + " is a second, empty one, and the root has the image's few gigabytes.",
        "Write deviceName " + ROOT + ", rootVolume: true and ebs.deleteOnTermination: true.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var nodeClass : Rendered.objects(promised, "EC2NodeClass")) {
      for (var disk : Rendered.itemsOf(nodeClass.yaml(), "spec", "blockDeviceMappings")) {
        require(nodeClass, disk, ROOT, findings, "deviceName");
        require(nodeClass, disk, "true", findings, "rootVolume");
        require(nodeClass, disk, "true", findings, "ebs", "deleteOnTermination");
      }
    }
    return findings;
  }

  private void require(
      Manifest nodeClass, YamlMapping disk, String value, List<Finding> findings, String... keys) {
    var written = Rendered.written(disk, keys);
    if (!written.equals(Optional.of(value))) {
      findings.add(
          Finding.error(
              id(),
              disk.locationOf(keys),
              "a disk of EC2NodeClass '%s' has %s %s"
                  .formatted(nodeClass.name(), String.join(".", keys), written.orElse("unsaid")),
              "write " + value));
    }
  }
}
