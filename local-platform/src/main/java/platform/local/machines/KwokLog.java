package platform.local.machines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import platform.local.process.LabException;

/**
 * kwok's log while it is written: the only place where kwok says that it has given up on an object.
 */
final class KwokLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What kwok 0.8.0 logs in the same words although the object still becomes what it should.
   *
   * <p>kwok itself tries again when the API server is not reachable, overloaded or out of time
   * (shouldRetry in pkg/kwok/controllers/utils.go). It does not when the object is gone, which then
   * needs no stage, nor when it was changed or made anew meanwhile, whose event plays the stage
   * again. Nor when a stage is played once more on an event from before its first play: the address
   * that this would give beside the first one is refused, and the first stays. What else has no
   * answer of the API server is kwok's or the API server's own end.
   *
   * @see <a href=
   *     "https://github.com/kubernetes-sigs/kwok/blob/v0.8.0/pkg/kwok/controllers/utils.go#L140">kwok</a>
   */
  private static final Pattern PASSES =
      Pattern.compile(
          String.join(
              "|",
              " not found$",
              "Operation cannot be fulfilled on ",
              "may specify no more than one IP for each IP family$",
              "\"https?://[^\"]*\": ",
              "connection refused",
              "context (canceled|deadline exceeded)",
              "please try again",
              "try again later",
              "Timeout: ",
              "in the time allotted",
              "Too many requests",
              "the server reported a conflict",
              "currently unable to handle the request",
              "etcdserver: "));

  private final Path file;
  private final Consumer<String> broken;
  private long lines;

  private KwokLog(Path file, long lines, Consumer<String> broken) {
    this.file = file;
    this.lines = lines;
    this.broken = broken;
  }

  /**
   * A log that may hold an earlier run's lines.
   *
   * @param broken told in a sentence which stage can't be applied to what
   */
  static KwokLog appendedTo(Path file, Consumer<String> broken) {
    if (!Files.exists(file)) {
      return new KwokLog(file, 0, broken);
    }
    try (Stream<String> earlier = Files.lines(file)) {
      return new KwokLog(file, earlier.count(), broken);
    } catch (IOException e) {
      throw new LabException("can't read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Takes the next line. */
  void read(String line) {
    lines++;
    if (line.contains("failed to apply stage")) {
      failure(line).ifPresent(broken);
    }
  }

  private Optional<String> failure(String line) {
    try {
      JsonNode entry = JSON.readTree(line);
      String error = entry.path("err").asText();
      return PASSES.matcher(error).find()
          ? Optional.empty()
          : Optional.of(
              "kwok can't apply its stage '%s' to %s: %s (%s:%d); correct the stage in %s"
                  .formatted(
                      entry.path("stage").asText(),
                      object(entry),
                      error,
                      file,
                      lines,
                      Kwok.STAGES));
    } catch (JsonProcessingException e) {
      // Rather a false alarm than silence, should kwok ever write its log in another format.
      return Optional.of("kwok can't apply a stage (%s:%d): %s".formatted(file, lines, line));
    }
  }

  private static String object(JsonNode entry) {
    return Stream.of("pod", "node", "resource")
        .filter(entry::has)
        .map(kind -> kind + " " + entry.get(kind).asText())
        .findFirst()
        .orElse("an object");
  }
}
