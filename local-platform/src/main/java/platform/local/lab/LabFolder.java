package platform.local.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.LabException;
import platform.local.process.ProcessLedger;

/**
 * Where a lab's files lie, noted so that a later lab can clean up after one that was killed.
 *
 * @param root holds all files that go with the lab
 * @param logs of the lab's programs; outside {@code root} if they are to stay
 */
record LabFolder(Path root, Path logs, ProcessLedger ledger, LabRegistration registration) {
  private static final Logger LOG = LoggerFactory.getLogger(LabFolder.class);

  static LabFolder create(LabOptions options) {
    try {
      Path root = Files.createTempDirectory(DeadLabs.FOLDER_PREFIX).toRealPath();
      Path logs = options.logs().map(Path::toAbsolutePath).orElse(root.resolve("logs"));
      Files.createDirectories(logs);
      ProcessLedger ledger = ProcessLedger.open(logs);
      return new LabFolder(
          root, logs, ledger, LabRegistration.register(options.cacheFolder(), root, ledger));
    } catch (IOException e) {
      throw new LabException("the lab's folder can't be made: " + e.getMessage(), e);
    }
  }

  Path resolve(String name) {
    return root.resolve(name);
  }

  /**
   * Leaves nothing but logs that are to stay; no program may run any more. What a thread still
   * writes to stays noted: the next start, or {@code down}, removes it.
   */
  void remove() {
    try {
      FileUtils.deleteDirectory(root.toFile());
    } catch (IOException e) {
      LOG.warn("the lab's folder {} can't be removed: {}", root, e.getMessage());
    }
    if (Files.notExists(root)) {
      registration.remove();
    }
  }
}
