package platform.local.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabLauncherTest {
  @TempDir private Path folder;

  @Test
  void whatABuildMayReplaceIsCopiedAndTheRestIsNot() throws Exception {
    Path checkout = folder.resolve("checkout");
    Path classes = Files.createDirectories(checkout.resolve("cli/target/classes/platform"));
    Files.writeString(classes.resolve("A.class"), "a");
    Path jar = Files.writeString(checkout.resolve("model.jar"), "jar");
    Path lab = folder.resolve("lab");

    String classPath =
        new LabLauncher(checkout, lab)
            .classPath(classes.getParent() + ":" + jar + ":/repository/library.jar");

    assertThat(classPath.split(":"))
        .containsExactly(
            lab.resolve("classes/0").toString(),
            lab.resolve("classes/1/model.jar").toString(),
            "/repository/library.jar");
    assertThat(lab.resolve("classes/0/platform/A.class")).hasContent("a");
    assertThat(lab.resolve("classes/1/model.jar")).hasContent("jar");
  }
}
