package platform.local.toolchain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The unpacked modules whose tables of instance types and prices the platform takes over, where
 * they already are on this machine. Nothing is fetched.
 */
public record PinnedModules(
    Optional<Path> karpenter, String karpenterVersion, Optional<Path> moto, String motoVersion) {
  /** Karpenter's AWS provider, as Go names it. */
  public static final String KARPENTER = "github.com/aws/karpenter-provider-aws";

  /**
   * Looks where Go and the toolchain keep what they unpacked.
   *
   * @param toolchainFolder the folder {@code local-platform/toolchain} of the working tree
   */
  public static PinnedModules find(
      Path toolchainFolder, Path cacheFolder, Map<String, String> environment) {
    Path source = toolchainFolder.toAbsolutePath().normalize();
    String karpenterVersion =
        GoModule.read(source.resolve(ModuleSet.SIMULATION.folder()).resolve("go.mod"))
            .version(KARPENTER);
    var python =
        new PythonEnvironment(
            source, cacheFolder.toAbsolutePath().normalize(), HostPlatform.current(), environment);
    return new PinnedModules(
        Optional.of(goModules(environment).resolve(KARPENTER + "@v" + karpenterVersion))
            .filter(Files::isDirectory),
        karpenterVersion,
        python.isInstalled() ? moto(python.python()) : Optional.empty(),
        python.versions().get("moto"));
  }

  /** As {@code go env GOMODCACHE} would say. */
  private static Path goModules(Map<String, String> environment) {
    String named = environment.getOrDefault("GOMODCACHE", "");
    if (!named.isBlank()) {
      return Path.of(named);
    }
    String goPath = environment.getOrDefault("GOPATH", "").split(java.io.File.pathSeparator)[0];
    Path first =
        goPath.isBlank() ? UserEnvironment.home(environment).resolve("go") : Path.of(goPath);
    return first.resolve("pkg/mod");
  }

  private static Optional<Path> moto(Path interpreter) {
    Path libraries = interpreter.getParent().resolveSibling("lib");
    try (Stream<Path> versions = Files.list(libraries)) {
      return versions
          .map(version -> version.resolve("site-packages/moto"))
          .filter(Files::isDirectory)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
