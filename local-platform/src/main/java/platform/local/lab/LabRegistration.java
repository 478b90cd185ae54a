package platform.local.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import platform.local.process.LabException;
import platform.local.process.ProcessIdentity;
import platform.local.process.ProcessLedger;

/**
 * A note in the cache folder that a lab runs, for whoever has to clean up after it if it can't do
 * so itself.
 *
 * @param file the note
 * @param process the lab's process
 * @param folder the lab's folder
 * @param ledger where its programs stand
 */
record LabRegistration(Path file, ProcessIdentity process, Path folder, ProcessLedger ledger) {
  private static final JsonMapper MAPPER = new JsonMapper();

  static Path folderOfAll(Path cacheFolder) {
    return cacheFolder.resolve("labs/running");
  }

  /** Notes that a lab of this process runs. */
  static LabRegistration register(Path cacheFolder, Path folder, ProcessLedger ledger) {
    return register(cacheFolder, folder, ledger, ProcessIdentity.current());
  }

  static LabRegistration register(
      Path cacheFolder, Path folder, ProcessLedger ledger, ProcessIdentity process) {
    Path notes = folderOfAll(cacheFolder);
    // One process may run several labs.
    Path file = notes.resolve("%d-%s".formatted(process.pid(), folder.getFileName()));
    var json =
        MAPPER
            .createObjectNode()
            .put("pid", process.pid())
            .put("started", process.started())
            .put("folder", folder.toString())
            .put("ledger", ledger.file().toString());
    try {
      Files.createDirectories(notes);
      // A whole note or none: another lab may be looking.
      Path unfinished = notes.resolve("." + file.getFileName());
      Files.writeString(unfinished, MAPPER.writeValueAsString(json));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LabException(
          "the lab can't be noted in %s: %s".formatted(notes, e.getMessage()), e);
    }
    return new LabRegistration(file, process, folder, ledger);
  }

  /** Reads a note; empty if it is none, or has gone meanwhile. */
  static Optional<LabRegistration> read(Path file) {
    try {
      JsonNode json = MAPPER.readTree(file.toFile());
      boolean isNote =
          json.hasNonNull("pid") && json.hasNonNull("folder") && json.hasNonNull("ledger");
      return isNote
          ? Optional.of(
              new LabRegistration(
                  file,
                  new ProcessIdentity(json.path("pid").asLong(), json.path("started").asText()),
                  Path.of(json.path("folder").asText()),
                  new ProcessLedger(Path.of(json.path("ledger").asText()))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new LabException("%s can't be removed: %s".formatted(file, e.getMessage()), e);
    }
  }
}
