package platform.local.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import platform.local.controlplane.ControlPlaneChoice;
import platform.local.terraform.Terraform;

/**
 * What a lab is started with.
 *
 * @param workingTree the checkout whose present state the platform is made from
 * @param environment which of {@code gitops/environments} to run
 * @param cacheFolder where answers that never change are kept between labs
 * @param bootDelay from an instance's launch to its Node
 * @param controlPlane what the lab runs on
 * @param terraform makes the account's infrastructure; empty: it is seeded from the recorded plan
 * @param logs where the programs' logs go; empty: into the lab's folder, removed with it
 */
public record LabOptions(
    Path workingTree,
    String environment,
    Path cacheFolder,
    Duration bootDelay,
    ControlPlaneChoice controlPlane,
    Optional<Terraform> terraform,
    Optional<Path> logs) {
  public static final Duration DEFAULT_BOOT_DELAY = Duration.ofSeconds(1);

  /** A lab whose account is seeded. */
  public LabOptions(
      Path workingTree,
      String environment,
      Path cacheFolder,
      Duration bootDelay,
      ControlPlaneChoice controlPlane,
      Optional<Path> logs) {
    this(workingTree, environment, cacheFolder, bootDelay, controlPlane, Optional.empty(), logs);
  }
}
