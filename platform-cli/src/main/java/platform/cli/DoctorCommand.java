package platform.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import platform.local.lab.DeadLabs;
import platform.local.lab.NamedLabs;
import platform.local.toolchain.Prerequisites.Prerequisite;
import platform.local.toolchain.Toolchain;
import platform.model.report.JsonReport;

/** {@code platform doctor}: what this machine has of what the lab needs. */
@Command(
    name = "doctor",
    description = "Says what the lab needs, what of it is here, and how to get the rest.",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all is here", "2:wrong usage, or a defect", "3:something needed is missing"})
final class DoctorCommand implements Callable<Integer> {
  /** How it is told. */
  enum Output {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Output output;

  @Override
  public Integer call() {
    Path cache = Toolchain.cacheFolder(System.getenv());
    var all =
        new ArrayList<>(new Surroundings(Checkout.current(), cache, System.getenv()).examine());
    all.add(labs(cache));
    System.out.print(
        switch (output) {
          case TABLE -> render(all);
          case JSON -> json(all);
        });
    System.out.flush();
    return isReady(all) ? ExitCode.PROMISE_KEPT : ExitCode.SOMETHING_MISSING;
  }

  private static boolean isReady(List<Prerequisite> all) {
    return all.stream().allMatch(Prerequisite::isMet);
  }

  static String render(List<Prerequisite> all) {
    return all.stream()
        .map(
            each ->
                "%-9s%-11s%s%n"
                    .formatted(each.isMet() ? "ok" : "MISSING", each.name(), each.words()))
        .collect(Collectors.joining());
  }

  static String json(List<Prerequisite> all) {
    return JsonReport.render(
        new TreeMap<>(
            Map.of(
                "isReady",
                isReady(all),
                "prerequisites",
                all.stream()
                    .map(
                        each ->
                            new TreeMap<>(
                                Map.of(
                                    "name",
                                    each.name(),
                                    "isMet",
                                    each.isMet(),
                                    "words",
                                    each.words())))
                    .toList())));
  }

  /** Remains of killed labs take memory but keep nothing from working. */
  private static Prerequisite labs(Path cache) {
    String running =
        new NamedLabs(cache)
            .all().stream()
                .map(lab -> "%s (process %d)".formatted(lab.name(), lab.process().pid()))
                .collect(Collectors.joining(", "));
    String words = running.isEmpty() ? "none stays up" : "up: " + running;
    return new Prerequisite(
        "labs",
        true,
        new DeadLabs(cache)
            .look()
            .sentence()
            .map(
                remains ->
                    "%s; left by %s; clean up: scripts/platform down".formatted(words, remains))
            .orElse(words));
  }
}
