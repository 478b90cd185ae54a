package platform.local.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The committed pins agree with each other and with what the code builds. */
class PinsTest {
  private static final Path TOOLCHAIN = Path.of("toolchain");

  @Test
  void everyToolIsAToolOfItsGoMod() throws IOException {
    for (ModuleSet moduleSet : ModuleSet.values()) {
      Set<String> declared =
          Files.readAllLines(TOOLCHAIN.resolve(moduleSet.folder()).resolve("go.mod")).stream()
              .map(String::strip)
              .filter(line -> !line.contains(" "))
              .filter(line -> line.contains("/"))
              .collect(Collectors.toSet());
      assertThat(declared)
          .as(moduleSet.folder())
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(Tool.values())
                  .filter(tool -> tool.moduleSet().folder().equals(moduleSet.folder()))
                  .map(Tool::goPackage)
                  .toList());
    }
  }

  @Test
  void allSetsAreBuiltByTheSameGo() {
    assertThat(ModuleSet.values())
        .extracting(
            set -> GoModule.read(TOOLCHAIN.resolve(set.folder()).resolve("go.mod")).goVersion())
        .containsOnly("1.27.0");
  }

  @Test
  void theGoDistributionHasASumForEveryPlatform() throws IOException {
    String version = GoModule.read(TOOLCHAIN.resolve("simulation/go.mod")).goVersion();
    for (String os : List.of("linux", "darwin")) {
      for (String architecture : List.of("amd64", "arm64")) {
        var distribution =
            new GoDistribution(
                version,
                new HostPlatform(os, architecture),
                TOOLCHAIN.resolve("go-distributions.sum"),
                Map.of());
        assertThat(distribution.expectedSum()).matches("h1:[A-Za-z0-9+/]{43}=");
      }
    }
  }

  @Test
  void kubernetesReportsTheVersionOfItsModule() {
    assertThat(Tool.KUBECTL.linkerFlags("1.36.1"))
        .isEqualTo(
            "-s -w -X k8s.io/component-base/version.gitVersion=v1.36.1"
                + " -X k8s.io/component-base/version.gitMajor=1"
                + " -X k8s.io/component-base/version.gitMinor=36");
    assertThat(Tool.ETCD.linkerFlags("3.6.8")).isEqualTo("-s -w");
  }

  @Test
  void everyPythonPackageIsLockedByItsHashes() throws IOException {
    for (String file : List.of("requirements.txt", "redis-requirements.txt")) {
      String[] packages =
          Files.readString(TOOLCHAIN.resolve("python").resolve(file)).split("(?m)^(?=[a-z0-9])");
      assertThat(Arrays.stream(packages).filter(each -> each.contains("==")))
          .as(file)
          .isNotEmpty()
          .allSatisfy(each -> assertThat(each).contains("--hash=sha256:"));
    }
  }

  @Test
  void theLockHoldsWhatItsSourceAsksFor() throws IOException {
    try (Stream<String> wanted = Files.lines(TOOLCHAIN.resolve("python/requirements.in"))) {
      String lock = Files.readString(TOOLCHAIN.resolve("python/requirements.txt"));
      assertThat(wanted.filter(line -> line.contains("==")))
          .allSatisfy(line -> assertThat(lock).contains(line.replaceAll("\\[.*]", "") + " \\"));
    }
  }
}
