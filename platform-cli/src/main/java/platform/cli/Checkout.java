package platform.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import platform.local.process.Progress;
import platform.local.process.SomethingMissingException;
import platform.local.toolchain.TreeTools;
import platform.local.verification.TreeRun;

/**
 * The clone of this repository that a command works on.
 *
 * @param root the folder that holds {@code gitops} and {@code local-platform}
 */
record Checkout(Path root) {
  /** Set by {@code scripts/platform}: a command works wherever it is called from. */
  private static final String PROPERTY = "platform.root";

  static Checkout current() {
    Path start = Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath().normalize();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("gitops"))
          && Files.isDirectory(folder.resolve("local-platform/toolchain"))) {
        return new Checkout(folder);
      }
    }
    throw new SomethingMissingException(
        start + " is not in a clone of this repository (no folders gitops and local-platform)",
        "change into the clone, or call its scripts/platform by path");
  }

  /** Makes ready what judging this tree needs; what it renders is kept in the user's cache. */
  TreeRun treeRun(Path cache, Progress progress) {
    return new TreeRun(
        TreeTools.prepare(toolchain(), cache, System.getenv(), progress), root, cache);
  }

  Path toolchain() {
    return root.resolve("local-platform/toolchain");
  }
}
