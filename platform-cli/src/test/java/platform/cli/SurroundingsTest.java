package platform.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad surroundings, one at a time: the real {@code scripts/platform} says in one sentence what is
 * wrong and what to do, with the right exit code, and leaves nothing half done.
 */
@Timeout(60)
@EnabledOnOs(
    value = OS.LINUX,
    disabledReason = "small disks and processes are looked at in Linux's way")
class SurroundingsTest {
  private static final String SETTINGS = "gitops/environments/dev/settings.yaml";
  private static final String INSTALL_JDK =
      "install one: sudo apt-get install -y openjdk-17-jdk-headless, or brew install openjdk@17";
  private static final String OTHER_CACHE =
      "name another folder: GITOPS_KARPENTER_PLATFORM_CACHE=DIR";
  private static final String OTHER_PROXY =
      "name a module proxy that answers: GOPROXY=<url> scripts/platform verify, or install Go 1.21 or newer";

  private static ServerSocket refusing;
  private static String refused;
  private static String silent;

  @TempDir private Path folder;
  private BareMachine machine;

  interface Change {
    void make(BareMachine machine) throws IOException;
  }

  /**
   * @param words paths stand in braces, {@code …} for what differs from run to run
   */
  record Row(
      String surrounding,
      String command,
      int exitCode,
      String sentence,
      String remedy,
      Change change) {
    @Override
    public String toString() {
      return "%s: %s".formatted(surrounding, command);
    }
  }

  private static Row row(
      String surrounding,
      String command,
      int exitCode,
      String sentence,
      String remedy,
      Change change) {
    return new Row(surrounding, command, exitCode, sentence, remedy, change);
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(
            "no Java",
            "verify",
            3,
            "no Java runs here as java, and a JDK from 17 on is needed",
            INSTALL_JDK,
            machine -> machine.withoutProgram("java")),
        row(
            "Java too old",
            "verify",
            3,
            "a JDK from 17 on is needed, and java is openjdk version \"11.0.2\"",
            INSTALL_JDK,
            machine -> machine.script("java", "echo 'openjdk version \"11.0.2\"' >&2")),
        row(
            "Java without compiler",
            "verify",
            3,
            "java comes without javac, and a JDK is needed",
            INSTALL_JDK,
            machine -> {
              machine.append("pom.xml", "changed");
              machine.withoutProgram("javac");
            }),
        row(
            "no Git",
            "verify",
            3,
            "git is not on the PATH",
            "install it: sudo apt-get install -y git",
            machine -> machine.withoutProgram("git")),
        row(
            "no Git checkout",
            "up",
            3,
            "{checkout} is not a Git checkout",
            "clone the repository, or: git init && git add --all",
            machine -> FileUtils.deleteDirectory(machine.checkout.resolve(".git").toFile())),
        row(
            "unknown environment",
            "verify -e dve",
            2,
            "unknown environment 'dve'",
            "did you mean 'dev'? environments: dev…",
            machine -> {}),
        row(
            "k3s, and a Docker engine that is not there",
            "verify --cluster k3s",
            3,
            "k3s runs in a container, and the Docker engine at unix://{temporary}/docker.sock does not answer (there is no such socket)",
            "start it (sudo systemctl start docker), or name another (DOCKER_HOST=ADDRESS), or do without: --cluster embedded",
            machine ->
                machine.environment.put(
                    "DOCKER_HOST", "unix://" + machine.temporary + "/docker.sock")),
        row(
            "broken YAML",
            "verify",
            1,
            SETTINGS + ":…",
            "…",
            machine -> machine.append(SETTINGS, "\n  - broken: [\n")),
        row(
            "unreadable file",
            "verify",
            2,
            "the working tree {checkout} can't be copied: {checkout}/notes.txt: no permission",
            "make it readable, or have Git ignore it",
            machine ->
                forbid(
                    machine, Files.createFile(machine.checkout.resolve("notes.txt")), "---------")),
        row(
            "cache folder is a file",
            "verify",
            3,
            "the cache folder {cache} can't be made, since {cache} is a file",
            "remove it, or " + OTHER_CACHE,
            machine -> Files.createFile(machine.cache)),
        row(
            "cache folder not writable",
            "up",
            3,
            "the cache folder {cache} can't be written, since there is no permission to write to {cache}",
            "get it, or " + OTHER_CACHE,
            machine -> forbid(machine, Files.createDirectories(machine.cache), "r-xr-xr-x")),
        row(
            "cache on a full disk",
            "verify",
            3,
            "the cache folder is on a disk that is too full: 1 MiB free in {cache}, 200 needed",
            "make room there, or " + OTHER_CACHE,
            machine -> smallDisk(machine, machine.cache, "1m")),
        row(
            "disk full while building",
            "verify",
            3,
            "kustomize can't be built: no space left on device (whole output in {cache}/logs/build-kustomize.log)",
            "make room for the cache folder and Go's own, or name folders on another disk: GITOPS_KARPENTER_PLATFORM_CACHE=DIR GOCACHE=DIR GOMODCACHE=DIR",
            machine -> {
              smallDisk(machine, machine.cache, "201m");
              machine.script(
                  "go",
                  Files.readString(machine.programs.resolve("go"))
                      .replace(
                          "printf '#!/bin/sh\\n' > \"$2\"",
                          "head -c 202m /dev/zero > \"$2\" || exit 1"));
            }),
        row(
            "temporary folder on a full disk",
            "verify",
            3,
            "the temporary folder is on a disk that is too full: 1 MiB free in {temporary}, 500 needed",
            "make room there, or name another folder: TMPDIR=DIR",
            machine -> smallDisk(machine, machine.temporary, "1m")),
        row(
            "no temporary folder",
            "verify",
            3,
            "the temporary folder {temporary}/none does not exist",
            "make it, or name another: TMPDIR=DIR",
            machine -> machine.environment.put("TMPDIR", machine.temporary + "/none")),
        row(
            "no HOME",
            "verify",
            1,
            SETTINGS + ":…",
            "…",
            machine -> {
              machine.environment.remove("HOME");
              machine.script(
                  "go",
                  "HOME=${HOME:?no HOME reaches Go}\n"
                      + Files.readString(machine.programs.resolve("go"))
                          .replace("$HOME/modules", "$TMPDIR/../modules"));
              machine.append(SETTINGS, "\n  - broken: [\n");
            }),
        row(
            "no Python",
            "verify",
            3,
            "there is no python3 on the PATH, and moto needs Python 3.10 or newer",
            "install it: sudo apt-get install -y python3 python3-venv",
            machine -> machine.withoutProgram("python3")),
        row(
            "Python too old",
            "verify",
            3,
            "moto needs Python 3.10 or newer, and {programs}/python3 is 3.9",
            "install it: sudo apt-get install -y python3 python3-venv",
            machine -> machine.script("python3", "echo python 3 9 True")),
        row(
            "Python without venv",
            "verify",
            3,
            "Python 3.12 ({programs}/python3) lacks its modules venv and ensurepip",
            "install them: sudo apt-get install -y python3.12-venv",
            machine -> machine.script("python3", "echo python 3 12 False")),
        row(
            "a package index that refuses",
            "verify",
            3,
            "moto can't be installed: … (whole output in {cache}/logs/pip-moto.log)",
            "name a package index that answers: PIP_INDEX_URL=<url> scripts/platform verify",
            machine ->
                machine.script(
                    "python3",
                    Files.readString(machine.programs.resolve("python3"))
                        .replace(
                            "echo moto >", "echo \"ERROR: 403 from $PIP_INDEX_URL\"; exit 1; :"))),
        row(
            "no Go, and a module proxy that refuses",
            "verify",
            3,
            "there is no Go from 1.21 on the PATH and Go … can't be fetched ({refused}: answered 403 for {refused}/golang.org/toolchain/@v/….zip)",
            OTHER_PROXY,
            machine -> withoutGo(machine, "GOPROXY", refused)),
        row(
            "no Go, and a module proxy that is not there",
            "verify",
            3,
            "there is no Go from 1.21 on the PATH and Go … can't be fetched (fetching {silent}/golang.org/toolchain/@v/….zip failed: nobody listens there)",
            OTHER_PROXY,
            machine -> withoutGo(machine, "GOPROXY", silent)),
        row(
            "no Go, and an HTTPS proxy that refuses",
            "verify",
            3,
            "there is no Go from 1.21 on the PATH and Go … can't be fetched (…Tunnel failed, got: 403)",
            OTHER_PROXY,
            machine -> withoutGo(machine, "HTTPS_PROXY", refused)),
        row(
            "Go, and a module proxy that refuses",
            "verify",
            3,
            "the Go modules of {checkout}/local-platform/toolchain/… can't be fetched: … 403 Forbidden (whole output in …)",
            "name a Go module proxy that answers: GOPROXY=<url> scripts/platform verify",
            machine ->
                machine.script(
                    "go",
                    Files.readString(machine.programs.resolve("go"))
                        .replace(
                            "mod)",
                            "list) echo reading $GOPROXY: 403 Forbidden; exit 1 ;;\n  mod)"))));
  }

  @BeforeAll
  static void listen() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    refusing = new ServerSocket(0, 50, loopback);
    refused = "http://127.0.0.1:" + refusing.getLocalPort();
    var answers = new Thread(SurroundingsTest::refuse, "refusing-proxy");
    answers.setDaemon(true);
    answers.start();
    try (var closedAtOnce = new ServerSocket(0, 1, loopback)) {
      silent = "http://127.0.0.1:" + closedAtOnce.getLocalPort();
    }
  }

  @AfterAll
  static void stopListening() throws IOException {
    refusing.close();
  }

  /** Answers what a proxy asks of itself (CONNECT) as well, which Java's own server does not. */
  private static void refuse() {
    while (!refusing.isClosed()) {
      try (var caller = refusing.accept()) {
        caller.getInputStream().read(new byte[8192]);
        caller
            .getOutputStream()
            .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
      } catch (IOException theCallerHasGoneOrTheTestsAreOver) {
        continue;
      }
    }
  }

  @BeforeEach
  void makeMachine() throws IOException {
    machine = new BareMachine(folder);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void oneSentenceWithItsRemedyAndNothingHalfDone(Row row) throws IOException {
    row.change().make(machine);

    BareMachine.Ending ending = machine.run(row.command().split(" "));

    assertThat(lastLine(ending.errors()))
        .as(ending.errors())
        .matches(pattern("platform: %s; %s".formatted(row.sentence(), row.remedy())));
    assertThat(ending.exitCode()).isEqualTo(row.exitCode());
    assertThat(ending.output()).isEmpty();
    assertNothingIsLeft(ending.errors());
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void anInterruptedBuildLeavesNothing(String signal, int exitCode) throws Exception {
    Path building = Files.createDirectories(folder.resolve("signs")).resolve("building");
    machine.script(
        "go",
        Files.readString(machine.programs.resolve("go"))
            .replace("build)", "build)\n touch '%s'\n exec sleep 600".formatted(building)));
    WatchService signs = building.getFileSystem().newWatchService();
    building.getParent().register(signs, StandardWatchEventKinds.ENTRY_CREATE);
    // In a group of its own, as a terminal gives it; and a background job would ignore Ctrl-C.
    Process process =
        machine.start(
            List.of(
                "env",
                "--default-signal=INT",
                "setsid",
                machine.checkout.resolve("scripts/platform").toString(),
                "verify"));
    assertThat(signs.poll(30, TimeUnit.SECONDS)).as("the sign that a program is built").isNotNull();

    new ProcessBuilder("kill", "-" + signal, "--", "-" + process.pid()).start().waitFor();

    BareMachine.Ending ending = machine.ending(process, "");
    assertThat(ending.exitCode()).isEqualTo(exitCode);
    assertNothingIsLeft(ending.errors());
  }

  private void assertNothingIsLeft(String errors) throws IOException {
    assertThat(errors).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(machine.temporary).isEmptyDirectory();
    assertThat(machine.unfinished()).isEmpty();
    assertThat(machine.processes()).isEmpty();
  }

  private Pattern pattern(String sentence) {
    return Pattern.compile(
        Stream.of(
                machine
                    .named(sentence)
                    .replace("{refused}", refused)
                    .replace("{silent}", silent)
                    .split("…", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".+")));
  }

  private static String lastLine(String text) {
    List<String> lines = text.lines().toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  private static void forbid(BareMachine machine, Path file, String permissions)
      throws IOException {
    assumeTrue(BareMachine.canDropRights(), "run by root, who can't give up his rights here");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    machine.runAsOneWhomPermissionsStop();
  }

  private static void smallDisk(BareMachine machine, Path folder, String size) throws IOException {
    assumeTrue(BareMachine.canMount(), "this system lets nobody have a small disk of his own");
    machine.runWithSmallDisk(folder, size);
  }

  private static void withoutGo(BareMachine machine, String variable, String address)
      throws IOException {
    machine.withoutProgram("go");
    machine.environment.put(variable, address);
  }
}
