package platform.local.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import platform.local.git.GitRepository;
import platform.local.process.LabException;
import platform.model.platform.Settings;

/**
 * Karpenter's charts as a release publishes them, out of the pinned module: with its version
 * written into them, and the definitions in the main one, where the repository has a link that no
 * module carries.
 *
 * @param module the unpacked module
 * @param version of the module, and of the charts
 */
public record KarpenterCharts(Path module, String version) {
  /** The two that there are. */
  public static final List<String> NAMES = List.of("karpenter", "karpenter-crd");

  /** Fails if the tree pins another version: its charts are not at hand. */
  void requireVersionOf(Settings settings) {
    String pinned = settings.value("karpenterVersion");
    if (!pinned.equals(version)) {
      throw new LabException(
          "%s pins Karpenter %s, but the lab's programs are of %s; set karpenterVersion to %s, or change local-platform/toolchain/simulation/go.mod"
              .formatted(settings.location().file(), pinned, version, version));
    }
  }

  /** Commits the charts, tagged by their version. */
  void commitTo(GitRepository repository) {
    writeTo(repository.folder());
    repository.commit("Karpenter's charts");
    repository.tag(version);
  }

  /** Writes each into a folder of its name. */
  public void writeTo(Path folder) {
    try {
      for (String chart : NAMES) {
        write(chart, folder);
      }
      copy(module.resolve("pkg/apis/crds"), folder.resolve("karpenter/crds"));
    } catch (IOException e) {
      throw new LabException("Karpenter's charts can't be copied: " + e.getMessage(), e);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(source.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.write(copy, Files.readAllBytes(file));
      }
    }
  }

  private void write(String chart, Path targetFolder) throws IOException {
    copy(module.resolve("charts").resolve(chart), targetFolder.resolve(chart));
    Path description = targetFolder.resolve(chart).resolve("Chart.yaml");
    Files.writeString(
        description,
        Files.readString(description)
            .replaceAll("(?m)^(version|appVersion): .*$", "$1: " + version));
  }
}
