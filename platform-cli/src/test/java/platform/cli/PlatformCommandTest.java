package platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PlatformCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --nope | platform: unknown option: '--nope'; see platform --help
          validate --output xml | platform: invalid value for option '--output': expected one of [text, json, sarif, markdown] (case-insensitive) but was 'xml'; see platform validate --help
          verify --nope | platform: unknown option: '--nope'; see platform verify --help
          verify --output xml | platform: invalid value for option '--output': expected one of [table, json, markdown] (case-insensitive) but was 'xml'; see platform verify --help
          verify --timeout soon | platform: invalid value for option '--timeout': 'soon' is not an int; see platform verify --help
          verify --cluster kind | platform: invalid value for option '--cluster': expected one of [auto, embedded, k3s] (case-insensitive) but was 'kind'; see platform verify --help
          status --watch --report page | platform: --report writes one page and --watch never ends: give one of them; see platform status --help
          bootstrap --environment dev | platform: missing required option: '--context=CONTEXT'; see platform bootstrap --help
          rollout --revision abc | platform: --revision goes with --wait only; see platform rollout --help
          rollout --context one --name other | platform: --context and --name exclude each other; see platform rollout --help
          retire pool one | platform: invalid value for positional parameter at index 0 (KIND): expected one of [nodepool, nodeclass, workload] (case-insensitive) but was 'pool'; see platform retire --help
          audit --context one --name other | platform: --context and --name exclude each other; see platform audit --help
          audit --as-group auditors | platform: --as-group goes with --as only; see platform audit --help
          audit --output xml | platform: invalid value for option '--output': expected one of [table, json, sarif, markdown] (case-insensitive) but was 'xml'; see platform audit --help
          verif | platform: unmatched argument at index 0: 'verif'; did you mean 'verify'?; see platform --help
          """)
  void wrongUsageIsOneSentenceAndExitCodeTwo(String arguments, String sentence) {
    assertThat(run(arguments.split(" "))).isEqualTo(ExitCode.USAGE_OR_DEFECT);
    assertThat(text(err)).isEqualTo(sentence + System.lineSeparator());
    assertThat(text(out)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void eachCommandHasItsHelp(List<String> command) {
    var arguments = new ArrayList<>(command);
    arguments.add("--help");
    assertThat(run(arguments.toArray(String[]::new))).isEqualTo(ExitCode.PROMISE_KEPT);
    assertThat(text(out)).startsWith("Usage: " + String.join(" ", command(command)));
    assertThat(text(err)).isEmpty();
  }

  private static List<String> command(List<String> path) {
    return Stream.concat(Stream.of("platform"), path.stream()).toList();
  }

  static Stream<List<String>> commands() {
    return below(new CommandLine(new PlatformCommand()), List.of());
  }

  private static Stream<List<String>> below(CommandLine parent, List<String> path) {
    return parent.getSubcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .flatMap(
            entry -> {
              var own = Stream.concat(path.stream(), Stream.of(entry.getKey())).toList();
              return Stream.concat(Stream.of(own), below(entry.getValue(), own));
            });
  }

  @Test
  void withoutACommandTheCommandsAreNamed() {
    assertThat(run()).isEqualTo(ExitCode.USAGE_OR_DEFECT);
    assertThat(text(err))
        .isEqualTo(
            "platform: no command given; commands: validate, verify, up, status, sync, logs, down, bootstrap, rollout, retire, audit, contract, describe, render, onboard, prices, doctor; see platform --help"
                + System.lineSeparator());
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "sync", "logs etcd", "rollout", "retire nodepool one", "audit"})
  void withoutALabNothingIsAskedOfIt(String arguments) {
    String name = "--name no-such-lab";
    assertThat(run((arguments + " " + name).split(" "))).isEqualTo(ExitCode.SOMETHING_MISSING);
    assertThat(text(err)).startsWith("platform: no lab ").contains(" runs; ");
    assertThat(text(out)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"validate", "verify", "up", "audit"})
  void anUnknownEnvironmentIsToldBeforeAnythingIsBuilt(String command) {
    assertThat(run(command, "--environment", "dve")).isEqualTo(ExitCode.USAGE_OR_DEFECT);
    assertThat(text(err).lines())
        .singleElement()
        .asString()
        .startsWith("platform: unknown environment 'dve'")
        .contains("did you mean 'dev'?");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void aContextThatNobodyKnowsIsToldAndTheCurrentOneIsNotTaken(@TempDir Path folder)
      throws IOException {
    Path kubeconfig = folder.resolve("config");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: current
        users: [{name: user, user: {token: secret}}]
        clusters: [{name: cluster, cluster: {server: "https://127.0.0.1:1"}}]
        contexts: [{name: current, context: {cluster: cluster, user: user}}]
        """);
    System.setProperty("kubeconfig", kubeconfig.toString());
    try {
      assertThat(run("rollout", "--context", "curent")).isEqualTo(ExitCode.USAGE_OR_DEFECT);
      assertThat(run("rollout", "--context", "current")).isEqualTo(ExitCode.SOMETHING_MISSING);
      assertThat(run("audit", "--context", "curent")).isEqualTo(ExitCode.USAGE_OR_DEFECT);
      assertThat(run("audit", "--context", "current")).isEqualTo(ExitCode.SOMETHING_MISSING);
    } finally {
      System.clearProperty("kubeconfig");
    }
    Consumer<String> unknown =
        line ->
            assertThat(line)
                .endsWith("has no context 'curent'; did you mean 'current'? contexts: current");
    Consumer<String> silent =
        line ->
            assertThat(line)
                .startsWith(
                    "platform: the API server of context 'current' at https://127.0.0.1:1/ can't be reached: ");
    assertThat(text(err).lines()).satisfiesExactly(unknown, silent, unknown, silent);
  }

  @Test
  void aReportFolderThatCantBeWrittenToIsToldBeforeAnythingIsBuilt(@TempDir Path folder)
      throws IOException {
    Path file = Files.createFile(folder.resolve("taken"));

    assertThat(run("verify", "--report", file + "/page")).isEqualTo(ExitCode.USAGE_OR_DEFECT);
    assertThat(run("verify", "--report", file.toString())).isEqualTo(ExitCode.USAGE_OR_DEFECT);
    assertThat(text(err).lines())
        .containsExactly(
            "platform: the report can't be written to %s/page: Not a directory; name a folder that can be written to by --report"
                .formatted(file),
            "platform: the report can't be written to %s: there is a file of that name; name a folder that can be written to by --report"
                .formatted(file));
    assertThat(text(out)).isEmpty();
  }

  @Test
  void aReportFolderIsMadeAndLeftClean(@TempDir Path folder) throws IOException {
    var report = ReportFolder.writable(folder.resolve("a/b"));
    assertThat(report.path()).isEmptyDirectory();

    Path page = report.writePage("<p>");
    assertThat(page).isEqualTo(folder.resolve("a/b/index.html")).hasContent("<p>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "verify --help"})
  void helpGoesToStandardOutputWithTheExitCodes(String arguments) {
    assertThat(run(arguments.split(" "))).isEqualTo(ExitCode.PROMISE_KEPT);
    assertThat(text(out))
        .startsWith("Usage: platform")
        .contains("0   all as promised")
        .contains("1   a promise is broken")
        .contains("2   wrong usage, or a defect")
        .contains("3   something needed is missing");
    assertThat(text(err)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "verify --version"})
  void theVersionNamesTheJavaThatRunsIt(String arguments) {
    assertThat(run(arguments.split(" "))).isEqualTo(ExitCode.PROMISE_KEPT);
    assertThat(text(out).lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("platform "))
        .contains("Java " + System.getProperty("java.version"));
    assertThat(text(err)).isEmpty();
  }

  @Test
  void outputThatIsLostIsNoSuccess() {
    assertThat(runOn(failing("No space left on device"), "--help"))
        .isEqualTo(ExitCode.SOMETHING_MISSING);
    assertThat(text(err))
        .isEqualTo(
            "platform: the output could not be written: No space left on device; give it another place"
                + System.lineSeparator());
  }

  @Test
  void aReaderThatWantsNoMoreIsNoProblem() {
    assertThat(runOn(failing("Broken pipe"), "--help")).isEqualTo(ExitCode.PROMISE_KEPT);
    assertThat(text(err)).isEmpty();
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  private int runOn(OutputStream standardOutput, String... arguments) {
    return PlatformCommand.run(
        standardOutput, new PrintStream(err, true, StandardCharsets.UTF_8), arguments);
  }

  private int run(String... arguments) {
    return PlatformCommand.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
