package platform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import platform.local.process.FileProblem;
import platform.model.report.HtmlReport;
import platform.model.report.JsonReport;
import platform.model.report.VerificationReport;

/**
 * Where a report is written.
 *
 * @param path a folder that could be written to when the run began
 */
record ReportFolder(Path path) {
  private static final String PAGE = "index.html";
  private static final String JSON = "report.json";

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

  /** Writes the report as a page and, beside it, for programs; tells where the page is. */
  Path write(VerificationReport report) {
    write(JSON, JsonReport.render(report));
    return writePage(HtmlReport.render(report));
  }

  /** Writes a page that is rendered already, and tells where it is. */
  Path writePage(String html) {
    return write(PAGE, html);
  }

  private Path write(String file, String text) {
    try {
      return Files.writeString(path.resolve(file), text);
    } catch (IOException e) {
      throw new UnwritableException(path, e);
    }
  }
}
