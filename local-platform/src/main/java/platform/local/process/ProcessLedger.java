package platform.local.process;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The file in which the programs and container engines of one lab stand, so that what they run can
 * be found and ended after the lab itself was killed. It lies in the folder of the lab's logs:
 * programs whose logs go to a folder without one are not recorded.
 */
public record ProcessLedger(Path file) {
  private static final String ENGINE = "engine ";

  /** Opens the ledger of this process in a folder of logs, which two labs may share. */
  public static ProcessLedger open(Path logFolder) {
    ProcessLedger ledger = in(logFolder);
    try {
      Files.writeString(ledger.file, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return ledger;
    } catch (IOException e) {
      throw new LabException("%s can't be written: %s".formatted(ledger.file, e.getMessage()), e);
    }
  }

  /** The ledger of this process in a folder of logs, whether it was opened or not. */
  public static ProcessLedger in(Path logFolder) {
    return new ProcessLedger(
        logFolder.resolve(".processes-" + ProcessHandle.current().pid()).toAbsolutePath());
  }

  /** Records a program, if this ledger was opened. */
  void record(long pid) throws IOException {
    if (Files.exists(file)) {
      var identity = ProcessIdentity.of(pid);
      if (identity.isPresent()) {
        // One write in append mode: lines of several threads don't mix.
        Files.write(
            file,
            "%d %s%n".formatted(pid, identity.get().started()).getBytes(StandardCharsets.UTF_8),
            StandardOpenOption.APPEND);
      }
    }
  }

  /** Records that containers of this lab are to be looked for at an engine, if this was opened. */
  public void recordEngine(URI engine) {
    if (Files.exists(file)) {
      try {
        Files.writeString(file, "%s%s%n".formatted(ENGINE, engine), StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new LabException("%s can't be written: %s".formatted(file, e.getMessage()), e);
      }
    }
  }

  /** Where containers of this lab may be. */
  public SortedSet<URI> engines() {
    var engines = new TreeSet<URI>();
    try {
      Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(ENGINE))
          .map(line -> URI.create(line.substring(ENGINE.length())))
          .forEach(engines::add);
    } catch (IOException | IllegalArgumentException noneOrHalfWritten) {
      return engines;
    }
    return engines;
  }

  /** All programs that were ever recorded; none if there is no such file. */
  public List<ProcessIdentity> programs() {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.matches("\\d{1,18} \\S+"))
          .map(line -> line.split(" "))
          .map(words -> new ProcessIdentity(Long.parseLong(words[0]), words[1]))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Removes the file. */
  public void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new LabException("%s can't be removed: %s".formatted(file, e.getMessage()), e);
    }
  }
}
