package platform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import platform.local.process.FileProblem;
import platform.local.toolchain.Prerequisites;
import platform.local.toolchain.Prerequisites.Prerequisite;
import platform.local.toolchain.Toolchain;

/**
 * The checkout and the machine as a lab finds them: {@code doctor} tells all of it, {@code verify}
 * and {@code up} insist on what no lab can do without before minutes go into building.
 */
final class Surroundings {
  private static final long MEBIBYTE = 1024L * 1024;
  private static final long BUILT_CACHE_MEBIBYTES = 200;
  private static final long FIRST_RUN_MEBIBYTES = 10_000;
  private static final long LAB_MEBIBYTES = 500;

  private final Checkout checkout;
  private final Path cache;
  private final Path temporary =
      Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().normalize();
  private final Prerequisites prerequisites;

  Surroundings(Checkout checkout, Path cache, Map<String, String> environment) {
    this.checkout = checkout;
    this.cache = cache.toAbsolutePath().normalize();
    prerequisites = new Prerequisites(checkout.toolchain(), cache, environment);
  }

  /** All that a lab needs, nothing built and nothing fetched. */
  List<Prerequisite> examine() {
    var all = new ArrayList<Prerequisite>();
    all.add(java());
    all.addAll(prerequisites.examine());
    all.add(isCheckout());
    // A first run fills Go's caches too, which may lie on another disk: told, not insisted on.
    all.add(hasRoom(prerequisites.isCacheComplete() ? BUILT_CACHE_MEBIBYTES : FIRST_RUN_MEBIBYTES));
    all.add(temporaryFolder());
    return all;
  }

  /** Ends with the first of these needs that is not met. */
  void insist() {
    Stream.of(prerequisites.git(), isCheckout(), hasRoom(BUILT_CACHE_MEBIBYTES), temporaryFolder())
        .forEach(Prerequisite::require);
  }

  /** It runs this, so it is new enough; a JDK was needed to build it. */
  private static Prerequisite java() {
    return new Prerequisite(
        "java", true, "%s in %s".formatted(Runtime.version(), System.getProperty("java.home")));
  }

  private Prerequisite isCheckout() {
    boolean isGit = Files.exists(checkout.root().resolve(".git"));
    return new Prerequisite(
        "checkout",
        isGit,
        isGit
            ? checkout.root().toString()
            : checkout.root()
                + " is not a Git checkout; clone the repository, or: git init && git add --all");
  }

  private Prerequisite hasRoom(long mebibytes) {
    return space("cache", "the cache folder", cache, mebibytes, Toolchain.CACHE_VARIABLE + "=DIR");
  }

  private Prerequisite temporaryFolder() {
    String remedy = "TMPDIR=DIR";
    return Files.isDirectory(temporary)
        ? space("temporary", "the temporary folder", temporary, LAB_MEBIBYTES, remedy)
        : new Prerequisite(
            "temporary",
            false,
            "the temporary folder %s does not exist; make it, or name another: %s"
                .formatted(temporary, remedy));
  }

  private static Prerequisite space(
      String name, String what, Path folder, long needed, String variable) {
    Path existing = folder;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    String other = "name another folder: " + variable;
    if (!Files.isDirectory(existing)) {
      return new Prerequisite(
          name,
          false,
          "%s %s can't be made, since %s is a file; remove it, or %s"
              .formatted(what, folder, existing, other));
    }
    if (!Files.isWritable(existing)) {
      return new Prerequisite(
          name,
          false,
          "%s %s can't be written, since there is no permission to write to %s; get it, or %s"
              .formatted(what, folder, existing, other));
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace() / MEBIBYTE;
      String words = "%d MiB free in %s, %d needed".formatted(free, folder, needed);
      return free >= needed
          ? new Prerequisite(name, true, words)
          : new Prerequisite(
              name,
              false,
              "%s is on a disk that is too full: %s; make room there, or %s"
                  .formatted(what, words, other));
    } catch (IOException e) {
      return new Prerequisite(
          name, false, "%s: %s; %s".formatted(what, FileProblem.inWords(e), other));
    }
  }
}
