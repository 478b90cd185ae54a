package platform.local.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import platform.local.toolchain.Prerequisites.Prerequisite;

class PrerequisitesTest {
  private static final Path TOOLCHAIN = Path.of("toolchain");

  @TempDir private Path folder;

  @Test
  void onABareMachineEachNeedNamesItsRemedy() {
    var prerequisites =
        new Prerequisites(TOOLCHAIN, folder.resolve("cache"), Map.of("PATH", folder.toString()));
    List<Prerequisite> all = prerequisites.examine();

    assertThat(all)
        .extracting(Prerequisite::name)
        .containsExactly("git", "python", "redis", "go", "programs");
    assertThat(all.get(0).isMet()).isFalse();
    assertThat(all.get(0).words()).startsWith("git is not on the PATH; install it: ");
    assertThat(all.get(1).isMet()).isFalse();
    assertThat(all.get(1).words()).contains("there is no python3 on the PATH", "install it: ");
    assertThat(all.get(3).words()).contains("is fetched when needed");
    assertThat(all.get(4).words()).contains("built by the next run", "kube-apiserver", "moto");
    assertThat(prerequisites.isCacheComplete()).isFalse();
  }

  @Test
  void whatIsHereIsNamedByItsPath() throws Exception {
    Path python = folder.resolve("python3");
    Files.writeString(python, "#!/bin/sh\necho python 3 12 True\n");
    assertThat(python.toFile().setExecutable(true)).isTrue();

    List<Prerequisite> all =
        new Prerequisites(TOOLCHAIN, folder.resolve("cache"), Map.of("PATH", folder.toString()))
            .examine();

    assertThat(all.get(1))
        .isEqualTo(new Prerequisite("python", true, python + " is 3.12 and has venv"));
  }
}
