package platform.local.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import platform.local.controlplane.LabContainers;

/** Labs that were killed before they could stop their programs and remove their folders. */
public final class DeadLabs {
  static final String FOLDER_PREFIX = "platform-lab-";

  private static final Duration END = Duration.ofSeconds(5);

  private final Path cacheFolder;

  public DeadLabs(Path cacheFolder) {
    this.cacheFolder = cacheFolder;
  }

  /** What there was to clean up. */
  public record Remains(int labs, int processes, int containers, int folders) {
    /** One clause for people; empty if there was nothing. */
    public Optional<String> sentence() {
      return labs == 0
          ? Optional.empty()
          : Optional.of(
              "%s: %s, %s%s"
                  .formatted(
                      labs == 1 ? "a lab that was killed" : labs + " labs that were killed",
                      counted(processes, "process", "processes"),
                      containers == 0 ? "" : counted(containers, "container", "containers") + ", ",
                      counted(folders, "folder", "folders")));
    }

    private static String counted(int number, String one, String many) {
      return number + " " + (number == 1 ? one : many);
    }
  }

  /** What dead labs have left behind, untouched. */
  public Remains look() {
    List<LabRegistration> dead = dead();
    return new Remains(
        dead.size(),
        dead.stream().mapToInt(lab -> programs(lab).size()).sum(),
        dead.stream().mapToInt(lab -> containers(lab, LabContainers::count)).sum(),
        (int) dead.stream().filter(DeadLabs::hasFolder).count());
  }

  /** Ends the programs of dead labs and removes their folders; living labs are left alone. */
  public Remains cleanUp() {
    int labs = 0;
    int processes = 0;
    int containers = 0;
    int folders = 0;
    for (LabRegistration lab : dead()) {
      processes += end(programs(lab));
      containers += containers(lab, LabContainers::remove);
      if (hasFolder(lab)) {
        delete(lab.folder());
        folders++;
      }
      lab.ledger().delete();
      lab.remove();
      labs++;
    }
    return new Remains(labs, processes, containers, folders);
  }

  private List<LabRegistration> dead() {
    try (Stream<Path> notes = Files.list(LabRegistration.folderOfAll(cacheFolder))) {
      return notes
          .filter(note -> !note.getFileName().toString().startsWith("."))
          .sorted()
          .flatMap(note -> LabRegistration.read(note).stream())
          .filter(lab -> lab.process().running().isEmpty())
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /** Programs of a lab that still run, and what they have started. */
  private static List<ProcessHandle> programs(LabRegistration lab) {
    return lab.ledger().programs().stream()
        .flatMap(program -> program.running().stream())
        .flatMap(program -> Stream.concat(Stream.of(program), program.descendants()))
        .distinct()
        .toList();
  }

  private static int containers(LabRegistration lab, ToIntBiFunction<URI, Path> countedAtEngine) {
    return lab.ledger().engines().stream()
        .mapToInt(engine -> countedAtEngine.applyAsInt(engine, lab.folder()))
        .sum();
  }

  private static int end(List<ProcessHandle> programs) {
    var ends = new ArrayList<CompletableFuture<ProcessHandle>>();
    for (ProcessHandle program : programs) {
      ends.add(program.onExit());
      program.destroyForcibly();
    }
    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, END.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    return programs.size();
  }

  /** The note is only a file: what is no lab's folder is not removed on its word. */
  private static boolean hasFolder(LabRegistration lab) {
    return lab.folder().getFileName().toString().startsWith(FOLDER_PREFIX)
        && Files.isDirectory(lab.folder(), LinkOption.NOFOLLOW_LINKS);
  }

  private static void delete(Path folder) {
    try {
      FileUtils.deleteDirectory(folder.toFile());
    } catch (IOException e) {
      // Two clean up at once, or a program's last breath wrote a file: the next one gets it.
      org.slf4j.LoggerFactory.getLogger(DeadLabs.class)
          .warn("{} can't be removed: {}", folder, e.getMessage());
    }
  }
}
