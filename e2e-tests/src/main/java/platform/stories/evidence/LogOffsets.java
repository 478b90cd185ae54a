package platform.stories.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How long the programs' logs were at one moment, so that what they said since can be told apart.
 *
 * @param lengths bytes by file; a log that is not there had not begun
 */
public record LogOffsets(Path folder, Map<Path, Long> lengths) {
  public LogOffsets {
    lengths = Map.copyOf(lengths);
  }

  public static LogOffsets now(Path folder) {
    var lengths = new TreeMap<Path, Long>();
    logs(folder).forEach(log -> lengths.put(log, log.toFile().length()));
    return new LogOffsets(folder, lengths);
  }

  /** Copies what each log has gained since; returns the names of the files that say anything. */
  List<String> copyTo(Path target) throws IOException {
    var names = new ArrayList<String>();
    for (Path log : logs(folder)) {
      try (InputStream input = Files.newInputStream(log)) {
        input.skipNBytes(Math.min(lengths.getOrDefault(log, 0L), Files.size(log)));
        byte[] news = input.readAllBytes();
        if (news.length > 0) {
          Files.createDirectories(target);
          Files.write(target.resolve(log.getFileName()), news);
          names.add(log.getFileName().toString());
        }
      }
    }
    return names;
  }

  private static List<Path> logs(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
