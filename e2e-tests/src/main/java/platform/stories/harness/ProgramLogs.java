package platform.stories.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import platform.local.programs.RunningProgram;
import platform.stories.expectations.Answer.Met;
import platform.stories.expectations.Answer.NotYet;
import platform.stories.expectations.Expectation;

/** What the programs of a name say from a moment on. */
public final class ProgramLogs {
  private final String name;
  private final Map<Path, Long> lengths;

  private ProgramLogs(String name, Map<Path, Long> lengths) {
    this.name = name;
    this.lengths = lengths;
  }

  /** From now on. */
  public static ProgramLogs of(StoryPlatform platform, String name) {
    return of(name, Programs.named(platform, name).stream().map(RunningProgram::log).toList());
  }

  static ProgramLogs of(String name, List<Path> logs) {
    var lengths = new TreeMap<Path, Long>();
    logs.forEach(log -> lengths.put(log, log.toFile().length()));
    return new ProgramLogs(name, lengths);
  }

  /** One of them has said all of the words in one line. */
  public Expectation say(String... words) {
    return new Expectation(
        "a program '%s' says in one line: %s".formatted(name, String.join(" … ", words)),
        observed -> {
          List<String> lines = lengths.keySet().stream().flatMap(this::linesSince).toList();
          Optional<String> found =
              lines.stream()
                  .filter(line -> List.of(words).stream().allMatch(line::contains))
                  .findFirst();
          return found.isPresent()
              ? new Met()
              : new NotYet(
                  "of %d lines the last was: %s"
                      .formatted(lines.size(), lines.isEmpty() ? "" : lines.get(lines.size() - 1)));
        });
  }

  private Stream<String> linesSince(Path log) {
    try (var input = Files.newInputStream(log)) {
      input.skipNBytes(lengths.get(log));
      return new String(input.readAllBytes(), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
