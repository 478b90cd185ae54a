package platform.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import platform.local.lab.LabState;
import platform.local.lab.NamedLabs;
import platform.local.process.LabException;
import platform.model.findings.Choices;

/** {@code platform logs}: what a program of a lab prints. */
@Command(
    name = "logs",
    description = "Prints the log of a program of a lab, or the names of all that have one.",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:printed", "2:wrong usage, or a defect", "3:no lab runs"})
final class LogsCommand implements Callable<Integer> {
  private static final String SUFFIX = ".log";

  @Mixin private LabName labName = new LabName();

  @Parameters(
      arity = "0..1",
      paramLabel = "PROGRAM",
      description = "Its name or the beginning of it; 'lab' is the lab's own process.")
  private Optional<String> program = Optional.empty();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing until Ctrl-C.")
  private boolean follow;

  @Override
  public Integer call() {
    NamedLabs labs = LabName.labs();
    LabState state = labs.require(labName.name());
    SortedMap<String, Path> logs = logs(labs, state);
    if (program.isEmpty()) {
      logs.keySet().forEach(System.out::println);
      return ExitCode.PROMISE_KEPT;
    }
    print(logs.get(choose(program.get(), logs)), state);
    return ExitCode.PROMISE_KEPT;
  }

  private static SortedMap<String, Path> logs(NamedLabs labs, LabState state) {
    var logs = new TreeMap<String, Path>();
    logs.put("lab", labs.log(state.name()));
    state.whereabouts().ifPresent(place -> logs.putAll(logsIn(place.logs())));
    return logs;
  }

  private static Map<String, Path> logsIn(Path folder) {
    var logs = new TreeMap<String, Path>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .forEach(file -> logs.put(file.getFileName().toString().replace(SUFFIX, ""), file));
      return logs;
    } catch (IOException e) {
      throw new LabException("the lab's logs in %s can't be read: %s".formatted(folder, e), e);
    }
  }

  /** The name itself, or the only one that begins so: pods' names end in what nobody types. */
  static String choose(String word, SortedMap<String, Path> logs) {
    if (logs.containsKey(word)) {
      return word;
    }
    List<String> longer = logs.keySet().stream().filter(name -> name.startsWith(word)).toList();
    if (longer.size() == 1) {
      return longer.get(0);
    }
    if (longer.size() > 1) {
      throw new LabException(
          "several programs begin with '%s': %s; name one"
              .formatted(word, String.join(", ", longer)));
    }
    throw new LabException(
        "no program '%s' has a log; %s"
            .formatted(word, new Choices(beginnings(logs)).remedyFor(word, "programs")));
  }

  /** Names without what ReplicaSets append, which is as good as the whole here. */
  private static List<String> beginnings(SortedMap<String, Path> logs) {
    return logs.keySet().stream()
        .map(name -> name.replaceFirst("-[0-9a-z]{6,10}-[0-9a-z]{5}(?=$|-)", ""))
        .distinct()
        .toList();
  }

  private void print(Path file, LabState state) {
    try (var channel = FileChannel.open(file);
        InputStream in = Channels.newInputStream(channel)) {
      OutputStream out = System.out;
      in.transferTo(out);
      out.flush();
      while (follow && !state.process().endsWithin(LabLog.LOOK_AGAIN)) {
        in.transferTo(out);
        out.flush();
      }
    } catch (IOException e) {
      throw new LabException("%s can't be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
