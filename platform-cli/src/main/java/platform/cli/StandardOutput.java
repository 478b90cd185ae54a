package platform.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/** Remembers what went wrong in writing, which {@link java.io.PrintStream} keeps to itself. */
final class StandardOutput extends FilterOutputStream {
  private IOException problem;

  StandardOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException failure) {
      problem = failure;
      throw failure;
    }
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  /** What was lost, and why; a reader that wanted no more, such as {@code head}, is no loss. */
  Optional<IOException> loss() {
    return Optional.ofNullable(problem)
        .filter(
            failure ->
                !String.valueOf(failure.getMessage())
                    .toLowerCase(Locale.ROOT)
                    .contains("broken pipe"));
  }
}
