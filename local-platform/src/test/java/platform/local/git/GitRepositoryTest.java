package platform.local.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import platform.local.process.SomethingMissingException;

class GitRepositoryTest {
  @TempDir private Path folder;
  private Path checkout;
  private GitRepository repository;

  @BeforeEach
  void prepare() throws Exception {
    checkout = Files.createDirectories(folder.resolve("checkout"));
    write("README.md", "first\n");
    write("gone.txt", "tracked, then deleted\n");
    write("deep/er/file.yaml", "a: 1\n");
    write(".gitignore", "target/\n*.log\n");
    git(checkout, "init", "--quiet");
    git(checkout, "add", "--all");
    git(checkout, "commit", "--quiet", "--message", "first");
    repository = GitRepository.create(folder.resolve("lab"));
  }

  @Test
  void theWorkingTreeIsTakenAsItIs() throws Exception {
    write("README.md", "changed, not committed\n");
    write("new file.txt", "not even added\n");
    write("target/classes", "ignored\n");
    write("build.log", "ignored\n");
    Files.delete(checkout.resolve("gone.txt"));
    Files.createSymbolicLink(checkout.resolve("link"), Path.of("README.md"));
    Files.setPosixFilePermissions(
        Files.createFile(checkout.resolve("run")), PosixFilePermissions.fromString("rwxr-xr-x"));

    repository.takeOver(checkout);
    String id = repository.commit("taken over");

    assertThat(committed())
        .containsExactly(
            "100644 .gitignore",
            "100644 README.md",
            "100644 deep/er/file.yaml",
            "120000 link",
            "100644 new file.txt",
            "100755 run");
    assertThat(repository.folder().resolve("README.md")).hasContent("changed, not committed");
    assertThat(git(repository.folder(), "rev-parse", "main")).isEqualTo(id);
  }

  @Test
  void theCheckoutIsNeverWrittenTo() throws Exception {
    write("new.txt", "x\n");
    // Git would like to note in the index that this file's content is still the same.
    Files.setLastModifiedTime(
        checkout.resolve("README.md"), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    SortedMap<String, String> before = contents(checkout);

    repository.takeOver(checkout);
    repository.commit("taken over");
    GitRepository.isDirty(checkout);

    assertThat(contents(checkout)).isEqualTo(before);
  }

  @Test
  void whatWasThereBeforeGoes() throws Exception {
    repository.takeOver(checkout);
    String first = repository.commit("first");
    Files.writeString(repository.folder().resolve("stray.txt"), "x");
    write("README.md", "second\n");
    Files.delete(checkout.resolve("deep/er/file.yaml"));

    repository.takeOver(checkout);
    String second = repository.commit("second");

    assertThat(second).isNotEqualTo(first);
    assertThat(committed())
        .containsExactly("100644 .gitignore", "100644 README.md", "100644 gone.txt");
  }

  @Test
  void onlyWhatDiffersIsWritten() throws Exception {
    write("same.txt", "same\n");
    write("longer.txt", "one\n");
    Files.createSymbolicLink(checkout.resolve("link"), Path.of("same.txt"));
    repository.takeOver(checkout);
    Object same = inode("same.txt");
    Object link = inode("link");
    Files.writeString(checkout.resolve("longer.txt"), "two\n");
    write("executable.txt", "x\n");
    repository.takeOver(checkout);
    Files.setPosixFilePermissions(
        checkout.resolve("executable.txt"), PosixFilePermissions.fromString("rwxr-xr-x"));

    repository.takeOver(checkout);

    assertThat(inode("same.txt")).isEqualTo(same);
    assertThat(inode("link")).isEqualTo(link);
    assertThat(repository.folder().resolve("longer.txt")).hasContent("two");
    assertThat(repository.folder().resolve("executable.txt")).isExecutable();
  }

  @Test
  void aFileAFolderAndALinkTakeEachOthersPlace() throws Exception {
    write("file", "x\n");
    write("folder/file", "x\n");
    Files.createSymbolicLink(checkout.resolve("link"), Path.of("deep"));
    repository.takeOver(checkout);
    for (String path : List.of("file", "folder/file", "folder", "link")) {
      Files.delete(checkout.resolve(path));
    }
    write("file/below", "x\n");
    write("link/below", "x\n");
    Files.createSymbolicLink(checkout.resolve("folder"), Path.of("deep"));

    repository.takeOver(checkout);
    repository.commit("changed places");

    assertThat(committed())
        .containsExactly(
            "100644 .gitignore",
            "100644 README.md",
            "100644 deep/er/file.yaml",
            "100644 file/below",
            "120000 folder",
            "100644 gone.txt",
            "100644 link/below");
  }

  @Test
  void nothingNewIsNoNewCommit() {
    repository.takeOver(checkout);
    String first = repository.commit("first");
    repository.takeOver(checkout);

    assertThat(repository.commit("again")).isEqualTo(first);
  }

  @Test
  void anEmptyFolderCanBeCommittedAndTagged() throws Exception {
    String id = repository.commit("empty");
    repository.tag("1.15.0");

    assertThat(git(repository.folder(), "rev-parse", "1.15.0")).isEqualTo(id);
  }

  @Test
  void aWarningOfGitLosesNoFile() throws Exception {
    git(checkout, "config", "core.fsync", "nonsense");

    repository.takeOver(checkout);
    repository.commit("taken over");

    assertThat(committed())
        .containsExactly(
            "100644 .gitignore", "100644 README.md", "100644 deep/er/file.yaml", "100644 gone.txt");
    assertThat(GitRepository.isDirty(checkout)).isFalse();
  }

  @Test
  void aCheckoutIsDirtyByChangesAndByNewFilesOnly() throws Exception {
    assertThat(GitRepository.isDirty(checkout)).isFalse();
    write("build.log", "ignored\n");
    assertThat(GitRepository.isDirty(checkout)).isFalse();
    write("new.txt", "x\n");
    assertThat(GitRepository.isDirty(checkout)).isTrue();
    Files.delete(checkout.resolve("new.txt"));
    write("README.md", "changed\n");
    assertThat(GitRepository.isDirty(checkout)).isTrue();
  }

  @Test
  void aFolderThatIsNoCheckoutIsNamedWithARemedy() {
    Path other = folder.resolve("other");

    assertThatThrownBy(() -> repository.takeOver(other))
        .isInstanceOf(SomethingMissingException.class)
        .hasMessage(
            "%s is not a Git checkout; run this in a clone of the repository, or make it one:"
                + " git init && git add --all",
            other);
  }

  @Test
  void theAddressIsAFileUrl() {
    assertThat(repository.url()).isEqualTo("file://" + folder.resolve("lab"));
  }

  @Test
  void aBlankInThePathIsNoneInTheAddress() throws Exception {
    GitRepository blank = GitRepository.create(folder.resolve("a lab/with ümlaut"));
    blank.takeOver(checkout);
    String id = blank.commit("taken over");

    assertThat(blank.url()).endsWith("/a%20lab/with%20%C3%BCmlaut");
    assertThat(git(folder, "ls-remote", blank.url(), "refs/heads/main")).startsWith(id);
  }

  private void write(String file, String text) throws IOException {
    Path path = checkout.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private Object inode(String file) throws IOException {
    return Files.getAttribute(
        repository.folder().resolve(file), "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  /** Mode and path of each file of the last commit. */
  private List<String> committed() throws Exception {
    return git(repository.folder(), "ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD")
        .lines()
        .toList();
  }

  private static String git(Path folder, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@b"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as("git %s: %s", List.of(arguments), output).isZero();
    return output;
  }

  /** Every file below a folder, {@code .git} included, with time and content. */
  private static SortedMap<String, String> contents(Path folder) throws IOException {
    var contents = new TreeMap<String, String>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList()) {
        contents.put(
            folder.relativize(file).toString(),
            Files.getLastModifiedTime(file) + " " + Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
