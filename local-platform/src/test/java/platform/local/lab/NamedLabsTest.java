package platform.local.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import platform.local.process.LabException;
import platform.local.process.ProcessIdentity;
import platform.local.process.SomethingMissingException;

class NamedLabsTest {
  private static final LabState.Whereabouts WHEREABOUTS =
      new LabState.Whereabouts(Path.of("/t/lab"), Path.of("/t/lab/config"), Path.of("/t/lab/logs"));

  @TempDir private Path cache;

  @Test
  void aLabIsFoundWhileItsProcessRuns() {
    var labs = new NamedLabs(cache);
    try (var claim = labs.claim("blue")) {
      LabState state = state("blue", ProcessIdentity.current());
      claim.publish(state);
      assertThat(labs.find("blue")).contains(state);

      claim.publish(state.at(WHEREABOUTS));
      assertThat(labs.require("blue").whereabouts()).contains(WHEREABOUTS);
      assertThat(labs.all()).extracting(LabState::name).containsExactly("blue");

      claim.publish(state("blue", new ProcessIdentity(1, "long ago")));
      assertThat(labs.find("blue")).isEmpty();
    }
  }

  @Test
  void itsStateIsForItsOwnerAloneSinceItHoldsTheToken() throws Exception {
    var labs = new NamedLabs(cache);
    try (var claim = labs.claim("blue")) {
      claim.publish(state("blue", ProcessIdentity.current()));
      Path file = labs.folderOf("blue").resolve("lab.json");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void withoutALabTheRemedyIsToStartOne() {
    assertThatThrownBy(() -> new NamedLabs(cache).require("default"))
        .isInstanceOf(SomethingMissingException.class)
        .hasMessage("no lab runs; start one: scripts/platform up");
  }

  @Test
  void withAnotherLabTheRemedyNamesIt() {
    var labs = new NamedLabs(cache);
    try (var claim = labs.claim("blue")) {
      claim.publish(state("blue", ProcessIdentity.current()));
      assertThatThrownBy(() -> labs.require("default"))
          .hasMessage("no lab 'default' runs; running: blue (choose by --name)");
    }
  }

  @Test
  void askingForALabLeavesNothingBehind() {
    new NamedLabs(cache).find("blue");
    new NamedLabs(cache).forget("blue");

    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void whatALabKeptIsForgotten() throws Exception {
    var labs = new NamedLabs(cache);
    Files.createDirectories(labs.makeFolder("blue").resolve("classes/0"));
    Files.writeString(labs.log("blue"), "log");

    labs.forget("blue");

    assertThat(labs.log("blue")).doesNotExist();
    assertThat(labs.folderOf("blue")).doesNotExist();
  }

  @Test
  void aLabThatRunsIsNotForgotten() throws Exception {
    var labs = new NamedLabs(cache);
    try (var claim = labs.claim("blue");
        var other = labs.claim("green")) {
      claim.publish(state("blue", ProcessIdentity.current()));
      other.publish(state("green", ProcessIdentity.current()));

      assertThatThrownBy(() -> labs.forget("blue")).isInstanceOf(LabException.class);
      assertThat(labs.find("blue")).isPresent();
    }
    labs.forget("blue");
    labs.forget("green");
    assertThat(cache.resolve("labs")).isDirectoryNotContaining("glob:**/{blue,green}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "running", "../x", "Blue", "-x", "a/b"})
  void aNameIsAPlainWord(String name) {
    assertThatThrownBy(() -> new NamedLabs(cache).find(name))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("'" + name + "' can't be a lab's name");
  }

  private static LabState state(String name, ProcessIdentity process) {
    return new LabState(
        name,
        process,
        4711,
        "secret",
        Path.of("/checkout"),
        Instant.parse("2026-11-01T10:00:00Z"),
        Optional.empty());
  }
}
