package platform.local.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import platform.local.process.FileProblem;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;

/**
 * A Git repository of the lab's own: a folder whose state becomes a commit on its one branch, read
 * by Argo CD through its {@code file:} URL. The user's own repository is never written to.
 */
public final class GitRepository {
  private final Path folder;

  private GitRepository(Path folder) {
    this.folder = folder;
  }

  /** Makes an empty repository whose branch is {@code main}. */
  public static GitRepository create(Path folder) {
    return create(folder, "main");
  }

  /**
   * Makes an empty repository.
   *
   * @param branch what commits are found by; an environment may follow a tag in place of a branch,
   *     and Argo CD resolves either by its name
   */
  public static GitRepository create(Path folder, String branch) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new LabException("can't make %s: %s".formatted(folder, FileProblem.reason(e)), e);
    }
    var repository = new GitRepository(folder);
    repository.git("init", "--quiet", "--initial-branch=" + branch);
    return repository;
  }

  public Path folder() {
    return folder;
  }

  /** What Argo CD is told as the repository's address. */
  public String url() {
    // Java ends a folder's address with a slash if the folder exists.
    return folder.toAbsolutePath().toUri().toASCIIString().replaceFirst("/$", "");
  }

  /**
   * Makes the folder's present state a commit.
   *
   * @return the commit's id; the present one if nothing has changed
   */
  public String commit(String message) {
    git("add", "--all", "--force");
    if (!git("status", "--porcelain").isBlank() || !hasCommit()) {
      git("commit", "--quiet", "--allow-empty", "--no-verify", "--message", message);
    }
    return head();
  }

  private String head() {
    return git("rev-parse", "HEAD").strip();
  }

  public void tag(String name) {
    git("tag", name);
  }

  private boolean hasCommit() {
    return !git("for-each-ref", "--count=1").isBlank();
  }

  /**
   * Makes the folder's content that of a working tree as it is now: tracked and new files, changes
   * not yet committed included, ignored files left out. What is the same already is not touched.
   *
   * @throws SomethingMissingException if {@code workingTree} is no Git checkout
   */
  public void takeOver(Path workingTree) {
    List<String> files =
        filesOf(workingTree).stream()
            .filter(file -> isFileOrLink(workingTree.resolve(file)))
            .toList();
    removeAllBut(files);
    try {
      for (String file : files) {
        Path source = workingTree.resolve(file);
        Path target = folder.resolve(file);
        if (!isSame(source, target)) {
          Files.createDirectories(target.getParent());
          Files.copy(
              source,
              target,
              LinkOption.NOFOLLOW_LINKS,
              StandardCopyOption.REPLACE_EXISTING,
              StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException e) {
      throw new LabException(
          "the working tree %s can't be copied: %s; make it readable, or have Git ignore it"
              .formatted(workingTree, FileProblem.inWords(e)),
          e);
    }
  }

  private static List<String> filesOf(Path workingTree) {
    if (!Files.exists(workingTree.resolve(".git"))) {
      throw new SomethingMissingException(
          workingTree + " is not a Git checkout",
          "run this in a clone of the repository, or make it one: git init && git add --all");
    }
    String listing =
        ask(workingTree, "ls-files", "--cached", "--others", "--exclude-standard", "-z");
    return Stream.of(listing.split("\0")).filter(file -> !file.isEmpty()).distinct().toList();
  }

  /** True if the working tree holds changes that are in no commit. */
  public static boolean isDirty(Path workingTree) {
    return !ask(workingTree, "status", "--porcelain").isBlank();
  }

  private static boolean isFileOrLink(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(path);
  }

  private static boolean isSame(Path source, Path target) throws IOException {
    if (!isFileOrLink(target) || Files.isSymbolicLink(source) != Files.isSymbolicLink(target)) {
      return false;
    }
    return Files.isSymbolicLink(source)
        ? Files.readSymbolicLink(source).equals(Files.readSymbolicLink(target))
        : Files.isExecutable(source) == Files.isExecutable(target)
            && Files.mismatch(source, target) < 0;
  }

  private void removeAllBut(List<String> files) {
    var keptFiles = new HashSet<Path>();
    var keptFolders = new HashSet<>(Set.of(folder));
    for (String file : files) {
      Path path = folder.resolve(file);
      keptFiles.add(path);
      for (Path parent = path.getParent(); keptFolders.add(parent); ) {
        parent = parent.getParent();
      }
    }
    Path git = folder.resolve(".git");
    try (Stream<Path> present = Files.walk(folder)) {
      for (Path each : present.sorted(Comparator.reverseOrder()).toList()) {
        boolean isKept =
            Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                ? keptFolders.contains(each)
                : keptFiles.contains(each);
        if (!isKept && !each.startsWith(git)) {
          Files.delete(each);
        }
      }
    } catch (IOException e) {
      throw new LabException("can't empty %s: %s".formatted(folder, FileProblem.inWords(e)), e);
    }
  }

  private String git(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                "git",
                "-c",
                "user.name=lab",
                "-c",
                "user.email=lab@localhost",
                "-c",
                "commit.gpgsign=false",
                "-c",
                "core.autocrlf=false",
                "-c",
                "gc.auto=0"));
    command.addAll(List.of(arguments));
    // Hooks, signatures and set-ups of the user's own repositories must not reach the lab's.
    return run(
        folder, command, Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_NOSYSTEM", "1"));
  }

  /** Asks a checkout something and writes nothing, not even a fresher index. */
  private static String ask(Path workingTree, String... arguments) {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return run(workingTree, command, Map.of("GIT_OPTIONAL_LOCKS", "0"));
  }

  private static String run(Path folder, List<String> command, Map<String, String> environment) {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_") && !isTls(name));
    builder.environment().putAll(Map.of("LC_ALL", "C", "GIT_TERMINAL_PROMPT", "0"));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      // Apart from the output: a warning would make the name of the first file another one.
      var complaint = CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream()));
      String output = readAll(process.getInputStream());
      if (process.waitFor() != 0) {
        throw new LabException(
            "%s failed in %s: %s"
                .formatted(String.join(" ", command), folder, (complaint.join() + output).strip()));
      }
      return output;
    } catch (UncheckedIOException e) {
      throw new LabException("the output of git can't be read: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new SomethingMissingException(
          "git does not start (" + e.getMessage() + ")", "install it: apt-get install git", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting for git", e);
    }
  }

  private static String readAll(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isTls(String variable) {
    return variable.startsWith("GIT_SSL");
  }
}
