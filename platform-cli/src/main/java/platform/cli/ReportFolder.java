package platform.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

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
              .formatted(path, reason(cause)),
          cause);
    }

    // Java gives only the path where the type of the exception says what is wrong with it.
    private static String reason(IOException cause) {
      return cause instanceof FileAlreadyExistsException
          ? "there is a file of that name"
          : cause instanceof AccessDeniedException
              ? "no permission"
              : cause instanceof FileSystemException specific && specific.getReason() != null
                  ? specific.getReason()
                  : cause.getMessage();
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
