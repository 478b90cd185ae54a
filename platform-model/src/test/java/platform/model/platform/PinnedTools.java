package platform.model.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import platform.model.manifests.ChartValues;
import platform.model.manifests.Kustomize;
import platform.model.pricing.CatalogueFile;
import platform.model.schemas.SchemaCatalogue;
import platform.model.schemas.SchemaFiles;
import platform.model.verification.Verification;

/** The pinned kustomize, charts and schemas that an earlier run has left in the user's cache. */
public final class PinnedTools {
  /** The environment variable that names the user's cache folder. */
  static final String CACHE = "GITOPS_KARPENTER_PLATFORM_CACHE";

  private final Path simulation;
  private final Path argoCd;
  private final Path kubernetes;

  private PinnedTools(Path simulation, Path argoCd, Path kubernetes) {
    this.simulation = simulation;
    this.argoCd = argoCd;
    this.kubernetes = kubernetes;
  }

  /** Those of the cache, or the test is skipped and says why. */
  public static PinnedTools orSkip() {
    var cache = cacheFolder();
    var simulation = newest(cache, "simulation-", "bin/kustomize");
    var argoCd = newest(cache, "argocd-manifests-", "modules");
    var kubernetes = newest(cache, "kubernetes-schemas-", "modules");
    Assumptions.assumeTrue(
        simulation.isPresent() && argoCd.isPresent() && kubernetes.isPresent(),
        "skipped: no kustomize and schemas in " + cache + "; scripts/platform validate makes them");
    return new PinnedTools(simulation.get(), argoCd.get(), kubernetes.get());
  }

  /** The repository that this module is part of. */
  public static Path repository() {
    return Path.of(System.getProperty("platform.repository", "..")).toAbsolutePath().normalize();
  }

  public Path kustomizeProgram() {
    return simulation.resolve("bin/kustomize");
  }

  public Path argoCdInstall() {
    return argoCdManifests().resolve("install.yaml");
  }

  private Path argoCdManifests() {
    return argoCd.resolve("modules/github.com/argoproj/argo-cd/v3/manifests");
  }

  /** Renders the repository, whatever version of Argo CD it names. */
  public Kustomize renderer(Path cache) {
    return new Kustomize(kustomizeProgram())
        .withCopiesOf(Map.of(argoCdUrl(), argoCdInstall()))
        .cachedIn(cache);
  }

  private static String argoCdUrl() {
    try {
      var kustomization = repository().resolve("gitops/bootstrap/argocd/kustomization.yaml");
      return Files.readAllLines(kustomization).stream()
          .map(line -> line.replaceFirst("^\\s*-\\s*", "").strip())
          .filter(line -> line.startsWith("https://"))
          .findFirst()
          .orElseThrow();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  public SchemaCatalogue schemas(Path cache) {
    return new SchemaFiles(
            kubernetes.resolve("modules/k8s.io/kubernetes/api/openapi-spec/swagger.json"),
            List.of(karpenter().resolve("pkg/apis/crds"), argoCdManifests().resolve("crds")),
            cache)
        .read();
  }

  public Verification verification(Path cache) {
    return new Verification(
        ChartValues.ofKarpenter(karpenter()),
        schemas(cache),
        region -> CatalogueFile.read(repository(), region));
  }

  private Path karpenter() {
    return simulation.resolve("modules/github.com/aws/karpenter-provider-aws");
  }

  static Path cacheFolder() {
    var named = System.getenv().getOrDefault(CACHE, "");
    if (!named.isBlank()) {
      return Path.of(named);
    }
    var home = System.getProperty("user.home");
    var custom = System.getenv().getOrDefault("XDG_CACHE_HOME", home + "/.cache");
    return Path.of(custom).resolve("gitops-karpenter-platform");
  }

  private static Optional<Path> newest(Path cache, String prefix, String content) {
    if (!Files.isDirectory(cache)) {
      return Optional.empty();
    }
    try (var folders = Files.list(cache)) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith(prefix))
          .filter(folder -> Files.exists(folder.resolve(content)))
          .max(Comparator.comparing(folder -> folder.toFile().lastModified()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
