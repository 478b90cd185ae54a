package platform.local.terraform;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;

/**
 * The Terraform of this machine.
 *
 * @param providers folder with providers, laid out as {@code terraform init -plugin-dir} takes it;
 *     empty: from the registry
 */
public record Terraform(Path program, Optional<Path> providers) {
  /** Names a folder with providers. */
  public static final String PROVIDERS_VARIABLE = "PLATFORM_TERRAFORM_PLUGINS";

  private static final String AWS_PROVIDER = "registry.terraform.io/hashicorp/aws";

  /**
   * @param environment of the user
   * @throws SomethingMissingException when there is none
   */
  public static Terraform onThisMachine(Map<String, String> environment) {
    Path program =
        Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder).resolve("terraform"))
            .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
            .findFirst()
            .orElseThrow(
                () ->
                    new SomethingMissingException(
                        "terraform is not on the PATH",
                        "install Terraform 1.11 or newer, or leave out --infrastructure terraform: the account is then seeded from the recorded plan"));
    return new Terraform(program, providers(environment));
  }

  private static Optional<Path> providers(Map<String, String> environment) {
    String named = environment.getOrDefault(PROVIDERS_VARIABLE, "");
    if (!named.isEmpty()) {
      Path folder = Path.of(named).toAbsolutePath();
      if (!hasAwsProvider(folder)) {
        throw new SomethingMissingException(
            "%s=%s holds no %s".formatted(PROVIDERS_VARIABLE, named, AWS_PROVIDER),
            "name a folder that does, or none: providers then come from the registry");
      }
      return Optional.of(folder);
    }
    return foldersOfSoftware().filter(Terraform::hasAwsProvider).findFirst();
  }

  /** Folders below which a machine's owner puts programs that no package manager knows. */
  private static Stream<Path> foldersOfSoftware() {
    Path optional = Path.of("/opt");
    if (!Files.isDirectory(optional)) {
      return Stream.empty();
    }
    try (Stream<Path> folders = Files.list(optional)) {
      return folders.sorted().toList().stream();
    } catch (IOException e) {
      throw new LabException("can't look into " + optional + " for Terraform's providers", e);
    }
  }

  private static boolean hasAwsProvider(Path folder) {
    return Files.isDirectory(folder.resolve(AWS_PROVIDER));
  }

  List<String> initArguments() {
    return providers
        .map(folder -> List.of("init", "-input=false", "-no-color", "-plugin-dir=" + folder))
        .orElse(List.of("init", "-input=false", "-no-color"));
  }
}
