package platform.local.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import platform.local.process.LabException;
import platform.local.process.ProcessIdentity;

/**
 * What one has to know of a lab that stays up to talk to it.
 *
 * @param port of its control address on loopback
 * @param token what a caller there must know
 * @param checkout the working tree that it was made from
 * @param whereabouts empty while it starts
 */
public record LabState(
    String name,
    ProcessIdentity process,
    int port,
    String token,
    Path checkout,
    Instant startedAt,
    Optional<Whereabouts> whereabouts) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Where the files of a lab lie that has started. */
  public record Whereabouts(Path folder, Path kubeconfig, Path logs) {
    public static Whereabouts of(Lab lab) {
      return new Whereabouts(lab.folder(), lab.controlPlane().adminKubeconfig(), lab.logs());
    }

    /** The lab's own commit of the checkout, as Argo CD follows it. */
    public Path tree() {
      return LabRepositories.platformIn(folder);
    }
  }

  public LabState at(Whereabouts place) {
    return new LabState(name, process, port, token, checkout, startedAt, Optional.of(place));
  }

  /** Writes the state for its owner alone, since it holds the token. */
  void write(Path file) {
    var json =
        MAPPER
            .createObjectNode()
            .put("name", name)
            .put("pid", process.pid())
            .put("processStarted", process.started())
            .put("port", port)
            .put("token", token)
            .put("checkout", checkout.toString())
            .put("startedAt", startedAt.toString());
    whereabouts.ifPresent(
        place ->
            json.put("folder", place.folder().toString())
                .put("kubeconfig", place.kubeconfig().toString())
                .put("logs", place.logs().toString()));
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      Files.deleteIfExists(unfinished);
      Files.createFile(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          unfinished, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LabException("%s can't be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Reads a state; empty if there is none, or not a whole one. */
  static Optional<LabState> read(Path file) {
    try {
      JsonNode json = MAPPER.readTree(file.toFile());
      Optional<Whereabouts> whereabouts =
          json.hasNonNull("folder")
              ? Optional.of(
                  new Whereabouts(
                      Path.of(json.path("folder").asText()),
                      Path.of(json.path("kubeconfig").asText()),
                      Path.of(json.path("logs").asText())))
              : Optional.empty();
      return Optional.of(
          new LabState(
              json.path("name").asText(),
              new ProcessIdentity(json.path("pid").asLong(), json.path("processStarted").asText()),
              json.path("port").asInt(),
              json.path("token").asText(),
              Path.of(json.path("checkout").asText()),
              Instant.parse(json.path("startedAt").asText()),
              whereabouts));
    } catch (IOException | java.time.format.DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
