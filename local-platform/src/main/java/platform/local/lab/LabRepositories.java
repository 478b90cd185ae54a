package platform.local.lab;

import java.nio.file.Path;
import platform.local.git.GitRepository;
import platform.local.git.TreeDifferences;
import platform.model.platform.Settings;

/**
 * The Git repositories that Argo CD reads: the platform's, made from a checkout, and the charts'.
 */
final class LabRepositories {
  /** The folder of a lab that holds them. */
  static final String FOLDER = "git";

  private static final String PLATFORM = "platform";

  private final GitRepository platform;
  private final GitRepository charts;
  private final String environment;
  private final TreeDifferences differences;
  private volatile String commit = "";

  /**
   * @param folder where the repositories are made, {@link #FOLDER} of a lab's
   * @param argoCdManifest the install manifest of the version that the tree pins
   */
  LabRepositories(Path folder, Settings settings, Path argoCdManifest) {
    this.platform = GitRepository.create(folder.resolve(PLATFORM), settings.value("revision"));
    this.charts = GitRepository.create(folder.resolve("charts"));
    this.environment = settings.environment();
    this.differences = new TreeDifferences(platform.url(), charts.url(), argoCdManifest);
  }

  /** Where a lab keeps the platform's repository. */
  static Path platformIn(Path lab) {
    return lab.resolve(FOLDER).resolve(PLATFORM);
  }

  /** Makes the platform's repository what a checkout is now; returns the commit's id. */
  String commitTree(Path checkout) {
    platform.takeOver(checkout);
    differences.applyTo(platform.folder(), environment);
    commit = platform.commit("The working tree as it is");
    return commit;
  }

  void commitCharts(KarpenterCharts karpenterCharts) {
    karpenterCharts.commitTo(charts);
  }

  GitRepository platform() {
    return platform;
  }

  GitRepository charts() {
    return charts;
  }

  /** The newest commit of the platform's repository. */
  String commit() {
    return commit;
  }
}
