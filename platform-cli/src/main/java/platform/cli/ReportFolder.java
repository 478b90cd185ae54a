package platform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import platform.local.process.FileProblem;

/**
 * Where a page is written.
 *
 * @param path a folder that could be written to when the run began
 */
record ReportFolder(Path path) {
  private static final String PAGE = "index.html";

  /** A folder can't be written to. */
  static final class UnwritableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnwritableException(Path path, IOException cause) {
      super(
          "the report can't be written to %s: %s; name a folder that can be written to by --report"
              .formatted(path, FileProblem.reason(cause)),
          cause);
    }
  }

  /** Makes the folder and tries it, which is better known before a run than after it. */
  static ReportFolder writable(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "index", ".html"));
      return new ReportFolder(folder);
    } catch (IOException e) {
      throw new UnwritableException(folder, e);
    }
  }

  /** Writes the page and tells where it is. */
  Path write(String html) {
    try {
      return Files.writeString(path.resolve(PAGE), html);
    } catch (IOException e) {
      throw new UnwritableException(path, e);
    }
  }
}
