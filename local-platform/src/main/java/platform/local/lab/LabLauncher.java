package platform.local.lab;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import platform.local.process.DetachedProcess;
import platform.local.process.LabException;

/** Starts the process of a lab that stays up, by the same Java and with the same classes. */
public final class LabLauncher {
  private final Path checkout;
  private final Path folder;

  /**
   * @param checkout whose classes may be built anew while the lab runs
   * @param folder the lab's own, for copies of them
   */
  public LabLauncher(Path checkout, Path folder) {
    this.checkout = checkout;
    this.folder = folder;
  }

  /**
   * Starts a main class of this program's class path.
   *
   * @param log is begun anew
   */
  public DetachedProcess launch(String mainClass, List<String> arguments, Path log) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> isPassedOn(argument))
        .forEach(command::add);
    command.addAll(List.of("-cp", classPath(System.getProperty("java.class.path")), mainClass));
    command.addAll(arguments);
    return DetachedProcess.start(command, log);
  }

  /** All but what tells of this terminal, and debuggers, whose port is taken. */
  private static boolean isPassedOn(String argument) {
    return !argument.matches("-Dplatform\\..*\\.terminal=.*|-agentlib.*|-Xrunjdwp.*|-javaagent.*");
  }

  /**
   * With the checkout's own part of it copied: classes are loaded late, also by a lab that ends.
   */
  String classPath(String present) {
    var entries = new ArrayList<String>();
    for (String entry : present.split(File.pathSeparator)) {
      Path path = Path.of(entry).toAbsolutePath().normalize();
      if (path.startsWith(checkout)) {
        Path copy = folder.resolve("classes").resolve(Integer.toString(entries.size()));
        entries.add(copy(path, copy).toString());
      } else {
        entries.add(path.toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static Path copy(Path from, Path to) {
    Path target = Files.isDirectory(from) ? to : to.resolve(from.getFileName());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = Files.isDirectory(from) ? to.resolve(from.relativize(file)) : target;
        Files.createDirectories(copy.getParent());
        Files.write(copy, Files.readAllBytes(file));
      }
      return target;
    } catch (IOException e) {
      throw new LabException("%s can't be copied: %s".formatted(from, e.getMessage()), e);
    }
  }
}
