package platform.local.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import platform.local.process.FileProblem;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;

/** The labs that stay up, known by name, and where each keeps its state. */
public final class NamedLabs {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,40}");

  /** The folder beside theirs in which every lab is noted. */
  private static final String RESERVED = "running";

  /** One file for all: that of a lab could not be removed while another process may open it. */
  private static final String LOCK = ".lock";

  private final Path folder;

  public NamedLabs(Path cacheFolder) {
    folder = cacheFolder.resolve("labs");
  }

  /** The right to be the lab of a name; the operating system takes it back from a dead process. */
  public static final class Claim implements AutoCloseable {
    private final NamedLabs labs;
    private final String name;
    private final FileChannel channel;

    private Claim(NamedLabs labs, String name, FileChannel channel) {
      this.labs = labs;
      this.name = name;
      this.channel = channel;
    }

    /** Makes the state known to whoever asks for the lab of this name. */
    public void publish(LabState state) {
      state.write(labs.stateFile(name));
    }

    /** Gives the name back; only the log stays. */
    @Override
    public void close() {
      try {
        Files.deleteIfExists(labs.stateFile(name));
        channel.close();
      } catch (IOException e) {
        throw new LabException(
            "the state of lab '%s' can't be removed: %s".formatted(name, FileProblem.inWords(e)),
            e);
      }
    }
  }

  /**
   * Claims a name for this process.
   *
   * @throws LabException if a lab of that name runs
   */
  public Claim claim(String name) {
    try {
      makeFolder(name);
      var channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!hasLocked(channel, name)) {
        channel.close();
        throw new LabException("a lab '%s' is starting or runs already".formatted(name));
      }
      return new Claim(this, name, channel);
    } catch (IOException e) {
      throw new LabException(
          "%s can't be written: %s".formatted(folderOf(name), FileProblem.inWords(e)), e);
    }
  }

  private static boolean hasLocked(FileChannel channel, String name) throws IOException {
    try {
      return channel.tryLock(place(name), 1, false) != null;
    } catch (OverlappingFileLockException anotherOfThisProcess) {
      return false;
    }
  }

  /** A byte of its own for each name, whether the file is that long or not. */
  private static long place(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits()
        >>> 2;
  }

  /** The folder of a lab's state, which may not exist. */
  public Path folderOf(String name) {
    if (!NAME.matcher(name).matches() || name.equals(RESERVED)) {
      throw new LabException(
          "'%s' can't be a lab's name; small letters, digits and hyphens can, but not the word '%s'"
              .formatted(name, RESERVED));
    }
    return folder.resolve(name);
  }

  /** Makes that folder for its owner alone. */
  public Path makeFolder(String name) {
    Path own = folderOf(name);
    try {
      Files.createDirectories(folder);
      if (!Files.isDirectory(own)) {
        Files.createDirectory(
            own,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return own;
    } catch (IOException e) {
      throw new LabException("%s can't be made: %s".formatted(own, FileProblem.inWords(e)), e);
    }
  }

  private Path stateFile(String name) {
    return folderOf(name).resolve("lab.json");
  }

  /** What the lab's own process prints. */
  public Path log(String name) {
    return folderOf(name).resolve("lab.log");
  }

  /** The lab of a name, if its process runs. */
  public Optional<LabState> find(String name) {
    return LabState.read(stateFile(name)).filter(state -> state.process().running().isPresent());
  }

  /** The lab of a name, or an error that names those that run. */
  public LabState require(String name) {
    return find(name)
        .orElseThrow(
            () -> {
              List<String> others = all().stream().map(LabState::name).toList();
              return others.isEmpty()
                  ? new SomethingMissingException("no lab runs", "start one: scripts/platform up")
                  : new SomethingMissingException(
                      "no lab '%s' runs".formatted(name),
                      "running: %s (choose by --name)".formatted(String.join(", ", others)));
            });
  }

  /** All that run, by name. */
  public List<LabState> all() {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .map(own -> own.resolve("lab.json"))
          .flatMap(file -> LabState.read(file).stream())
          .filter(state -> state.process().running().isPresent())
          .sorted(Comparator.comparing(LabState::name))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /** Removes what a lab that has ended kept here, unless another of that name has begun. */
  public void forget(String name) {
    Path own = folderOf(name);
    if (!Files.isDirectory(own)) {
      return;
    }
    Claim claim = claim(name);
    try {
      FileUtils.deleteDirectory(own.toFile());
    } catch (IOException e) {
      throw new LabException("%s can't be removed: %s".formatted(own, e.getMessage()), e);
    } finally {
      claim.close();
    }
  }
}
