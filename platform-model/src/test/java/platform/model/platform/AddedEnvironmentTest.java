package platform.model.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/add-environment}, run on a copy of the repository's own tree. */
class AddedEnvironmentTest {
  @TempDir private Path root;
  @TempDir private Path cache;

  @BeforeEach
  void copyTheTree() throws IOException, InterruptedException {
    for (var part : List.of("gitops", "sample-workloads", ".github")) {
      Fixtures.copy(PinnedTools.repository().resolve(part), root.resolve(part));
    }
    for (var file : filesOf(PinnedTools.repository(), "dev")) {
      copy("terraform/envs/dev/" + file);
    }
    copy("scripts/add-environment");
    run("git", "init", "-q");
    run("git", "add", ".");
  }

  @Test
  void keepsEveryRuleAndHasTheSameConfiguration() throws IOException, InterruptedException {
    var tools = PinnedTools.orSkip();
    Files.writeString(root.resolve("terraform/envs/dev/terraform.tfstate"), "dev's own");

    assertThat(run("scripts/add-environment", "dev", "staging"))
        .contains("created  gitops/environments/staging", "created  terraform/envs/staging");

    var reading = PlatformTree.readWhole(root, "staging", tools.renderer(cache.resolve("r")));
    assertThat(reading.platform().settings().value("clusterName"))
        .isEqualTo("eks-platform-staging");
    assertThat(reading.platform().workloads()).isNotEmpty();
    assertThat(tools.verification(cache.resolve("schemas")).checkTree(reading)).isEmpty();
    assertThat(filesOf(root, "staging")).contains("terraform.tfvars", ".terraform.lock.hcl");
    assertThat(root.resolve("terraform/envs/staging/terraform.tfstate")).doesNotExist();
    for (var file : List.of("main.tf", "variables.tf", "environment.tftest.hcl")) {
      assertThat(root.resolve("terraform/envs/staging").resolve(file))
          .hasSameTextualContentAs(root.resolve("terraform/envs/dev").resolve(file));
    }
  }

  @Test
  void overwritesNothing() throws IOException, InterruptedException {
    assertThat(run("scripts/add-environment", "dev", "prod"))
        .isEqualTo(
            "add-environment: gitops/environments/prod exists, and nothing is overwritten; choose another name, or remove it\n");
    assertThat(run("scripts/add-environment", "dve", "staging"))
        .isEqualTo("add-environment: there is no environment 'dve'; environments: dev prod\n");
    assertThat(run("scripts/add-environment", "dev", "../x")).contains("is no name");
  }

  private static List<String> filesOf(Path repository, String environment) throws IOException {
    try (var files = Files.list(repository.resolve("terraform/envs").resolve(environment))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.contains("tfstate"))
          .sorted()
          .toList();
    }
  }

  private void copy(String file) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.copy(PinnedTools.repository().resolve(file), root.resolve(file));
  }

  private String run(String... command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
