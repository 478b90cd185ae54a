package platform.model.manifests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of the kustomize program on a folder that is there for it alone. */
record KustomizeProcess(Path program, Duration patience) {
  /** It ended without a result. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String remedy;

    FailedException(String problem, String remedy) {
      super(problem);
      this.remedy = remedy;
    }

    String remedy() {
      return remedy;
    }
  }

  /** What it writes for a folder. */
  String build(Path folder) throws FailedException {
    var builder = new ProcessBuilder(program.toString(), "build", folder.toString());
    builder.directory(folder.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    // Go's collector takes a third of the CPU time of one that lives for a second; 200 MB are
    // enough.
    builder.environment().putIfAbsent("GOGC", "400");
    Process process;
    try {
      process = builder.start();
    } catch (IOException notStarted) {
      throw new UncheckedIOException("kustomize does not start: " + program, notStarted);
    }
    try {
      var output = CompletableFuture.supplyAsync(() -> textOf(process.getInputStream()));
      var errors = CompletableFuture.supplyAsync(() -> textOf(process.getErrorStream()));
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new FailedException(
            "kustomize has not finished within " + patience.toSeconds() + " s",
            "look for a remote base that does not answer");
      }
      if (process.exitValue() != 0) {
        throw new FailedException(
            "kustomize does not build this: " + errors.join().strip().replaceFirst("^Error: ", ""),
            "correct what it names");
      }
      return output.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FailedException("rendering was interrupted", "start again");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String textOf(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }
}
