package platform.local.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps the terminal's Ctrl-C from a program, so that it ends when the lab says so, in the lab's
 * order: ended all at once, the others fill the screen with complaints of those that went first.
 */
final class OwnSession {
  private static final String PROGRAM = "setsid";

  private OwnSession() {}

  /** The command that starts another in a session of its own, where the system has one. */
  static List<String> of(List<String> command) {
    var all = new ArrayList<String>();
    // A program that is not there is for Java to complain of, with its name.
    if (find(command.get(0)).isPresent()) {
      // It takes its own place, so the process id stays the same; macOS has no such program.
      find(PROGRAM).ifPresent(program -> all.add(program.toString()));
    }
    all.addAll(command);
    return all;
  }

  private static Optional<Path> find(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
