package platform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import platform.local.lab.DeadLabs;
import platform.local.lab.NamedLabs;
import platform.local.toolchain.Prerequisites;
import platform.local.toolchain.Prerequisites.Prerequisite;
import platform.local.toolchain.Toolchain;

/** {@code platform doctor}: what this machine has of what the lab needs. */
@Command(
    name = "doctor",
    description = "Says what the lab needs, what of it is here, and how to get the rest.",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all is here", "2:wrong usage, or a defect", "3:something needed is missing"})
final class DoctorCommand implements Callable<Integer> {
  private static final long MEBIBYTE = 1024L * 1024;
  private static final long BUILT_CACHE_MEBIBYTES = 200;
  private static final long FIRST_RUN_MEBIBYTES = 10_000;
  private static final long LAB_MEBIBYTES = 500;

  @Override
  public Integer call() {
    Path cache = Toolchain.cacheFolder(System.getenv());
    Checkout checkout = Checkout.current();
    var prerequisites = new Prerequisites(checkout.toolchain(), cache, System.getenv());
    var all = new ArrayList<Prerequisite>();
    all.add(java());
    all.addAll(prerequisites.examine());
    all.add(checkout(checkout));
    all.add(
        space(
            "cache",
            cache,
            prerequisites.isCacheComplete() ? BUILT_CACHE_MEBIBYTES : FIRST_RUN_MEBIBYTES,
            "name a folder on a larger disk: " + Toolchain.CACHE_VARIABLE + "=DIR"));
    all.add(
        space(
            "temporary",
            Path.of(System.getProperty("java.io.tmpdir")),
            LAB_MEBIBYTES,
            "make room there, or name another folder: JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR"));
    all.add(labs(cache));
    System.out.print(render(all));
    System.out.flush();
    return all.stream().allMatch(Prerequisite::isMet)
        ? ExitCode.PROMISE_KEPT
        : ExitCode.SOMETHING_MISSING;
  }

  static String render(List<Prerequisite> all) {
    return all.stream()
        .map(
            each ->
                "%-9s%-11s%s%n"
                    .formatted(each.isMet() ? "ok" : "MISSING", each.name(), each.words()))
        .collect(Collectors.joining());
  }

  /** It runs this, so it is new enough; a JDK was needed to build it. */
  private static Prerequisite java() {
    return new Prerequisite(
        "java", true, "%s in %s".formatted(Runtime.version(), System.getProperty("java.home")));
  }

  private static Prerequisite checkout(Checkout checkout) {
    boolean isGit = Files.exists(checkout.root().resolve(".git"));
    return new Prerequisite(
        "checkout",
        isGit,
        isGit
            ? checkout.root().toString()
            : checkout.root()
                + " is not a Git checkout; clone the repository, or: git init && git add --all");
  }

  private static Prerequisite space(String name, Path folder, long needed, String remedy) {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace() / MEBIBYTE;
      boolean isWritable = Files.isWritable(existing);
      String words = "%d MiB free in %s, %d needed".formatted(free, folder, needed);
      boolean isMet = isWritable && free >= needed;
      return new Prerequisite(
          name,
          isMet,
          isMet ? words : (isWritable ? words : existing + " can't be written") + "; " + remedy);
    } catch (IOException e) {
      return new Prerequisite(name, false, "%s: %s; %s".formatted(existing, e, remedy));
    }
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
