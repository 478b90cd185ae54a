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
 * Karpenter's charts of the pinned module, with the version written into them that a release
 * writes.
 *
 * @param module the unpacked module
 * @param version of the module, and of the charts
 */
record KarpenterCharts(Path module, String version) {

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
    for (String chart : List.of("karpenter", "karpenter-crd")) {
      try {
        copy(chart, repository.folder());
      } catch (IOException e) {
        throw new LabException(
            "Karpenter's chart %s can't be copied: %s".formatted(chart, e.getMessage()), e);
      }
    }
    repository.commit("Karpenter's charts");
    repository.tag(version);
  }

  private void copy(String chart, Path targetFolder) throws IOException {
    Path source = module.resolve("charts");
    try (Stream<Path> files = Files.walk(source.resolve(chart))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = targetFolder.resolve(source.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.write(target, Files.readAllBytes(file));
      }
    }
    Path description = targetFolder.resolve(chart).resolve("Chart.yaml");
    Files.writeString(
        description,
        Files.readString(description)
            .replaceAll("(?m)^(version|appVersion): .*$", "$1: " + version));
  }
}
