package platform.model.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import platform.model.findings.Finding;
import platform.model.manifests.Kustomize;
import platform.model.pricing.CatalogueFile;
import platform.model.schemas.SchemaCatalogue;
import platform.model.verification.Verification;

/** Whatever a file holds, it is a finding with its place: never a stack trace, never a hang. */
class BadInputTest {
  private static final String POOL = "gitops/apps/platform/capacity/karpenter-spot.yaml";
  private static final String KUSTOMIZATION = "gitops/apps/platform/capacity/kustomization.yaml";
  private static final String WORKLOAD =
      "gitops/apps/workloads/stateless-api/overlays/dev/workload.yaml";
  private static final String NODE_CLASS = "gitops/apps/platform/capacity/node-class.yaml";
  private static final String TENANT =
      "gitops/apps/platform/tenants/nightly-report/kustomization.yaml";
  private static final String BASE = "sample-workloads/stateless-api/base/kustomization.yaml";

  @TempDir static Path shared;
  @TempDir Path root;

  /** What is done to the tree, and where the finding stands. */
  private record Case(String name, Change change, String place, String words) {
    interface Change {
      void to(Path root) throws IOException;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "broken YAML",
            text(POOL, "kind: NodePool\nspec: [1, 2\nx: y\n"),
            POOL + ":3",
            "not YAML"),
        new Case("tab", text(POOL, "kind:\n\tNodePool\n"), POOL + ":2", "not YAML"),
        new Case(
            "duplicate key",
            append(POOL, "kind: NodePool\n"),
            POOL,
            "duplicate key 'kind', first in line 3"),
        new Case("alias bomb", text(POOL, bomb()), POOL, "alias"),
        new Case("alias to itself", text(POOL, "a: &a\n  b: *a\n"), POOL, "alias"),
        new Case(
            "deep nesting",
            text(POOL, "[".repeat(5_000) + "]".repeat(5_000)),
            POOL + ":1",
            "nested deeper"),
        new Case("50 MB", BadInputTest::fiftyMegabytes, POOL + ":1", "a manifest has at most"),
        new Case(
            "link to itself",
            BadInputTest::linkToItself,
            POOL + ":1",
            "no such file, or a link that leads to none"),
        new Case("loop of folders", BadInputTest::loopOfFolders, KUSTOMIZATION, "loop"),
        new Case("binary", BadInputTest::binary, POOL + ":1", "not UTF-8 text"),
        new Case("control character", text(POOL, "a: 1\nb: \u0007\n"), POOL + ":2", "U+0007"),
        new Case("unreadable", BadInputTest::unreadable, POOL + ":1", "can't be read"),
        new Case(
            "folder in place of a file", BadInputTest::folder, WORKLOAD + ":1", "no such file"),
        new Case("empty file", text(WORKLOAD, ""), WORKLOAD + ":1", "holds 0 documents"),
        new Case("list in place of a map", text(WORKLOAD, "- a\n"), WORKLOAD + ":1", "is a list"),
        new Case(
            "number in place of text",
            text(WORKLOAD, "name: 5\nnamespace: a\nprofile: b\n"),
            WORKLOAD + ":1",
            "the number 5"),
        new Case(
            "missing base",
            replace(BASE, "service.yaml", "servic.yaml"),
            BASE + ":5",
            "'servic.yaml' does not exist"),
        new Case(
            "missing file of a folder below",
            replace(TENANT, "quota.yaml", "quotas.yaml"),
            TENANT + ":",
            "'quotas.yaml' does not exist"),
        new Case(
            "threshold that is no quantity",
            replace(
                NODE_CLASS,
                "    kubeReserved:",
                "    evictionHard: {memory.available: 100MB}\n    kubeReserved:"),
            NODE_CLASS + ":",
            "is no quantity"),
        new Case(
            "base on the network",
            replace(BASE, "service.yaml", "https://example.com/x.yaml"),
            BASE + ":5",
            "on the network"),
        new Case(
            "base out of the tree",
            replace(BASE, "service.yaml", "../../../../etc"),
            BASE + ":5",
            "does not exist"),
        new Case(
            "unknown field of kustomize",
            append(BASE, "resource: []\n"),
            "gitops/apps/workloads/stateless-api/overlays/dev/kustomization.yaml:1",
            "unknown field"));
  }

  @BeforeEach
  void tree() {
    for (var part : List.of("gitops", "sample-workloads", ".github")) {
      Fixtures.copy(PinnedTools.repository().resolve(part), root.resolve(part));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isAFindingWithItsPlace(Case bad) throws IOException {
    var renderer = PinnedTools.orSkip().renderer(shared);
    bad.change().to(root);
    var findings =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(120), () -> findings(renderer));
    assertThat(findings)
        .filteredOn(finding -> finding.rule().equals(PlatformTree.READABLE))
        .anySatisfy(
            finding -> {
              assertThat(finding.sentence()).startsWith(bad.place()).contains(bad.words());
              assertThat(finding.remedy()).isNotBlank();
            })
        .allSatisfy(finding -> assertThat(finding.sentence()).doesNotContain("Exception:"));
    assertThat(findings)
        .as("what can't be read is not called missing")
        .noneSatisfy(
            finding ->
                assertThat(finding.sentence())
                    .containsAnyOf(
                        "which does not exist", "does not have", "nothing brings", "nothing here"));
  }

  @Test
  void windowsLineEndsAreAsGoodAsOthers() throws IOException {
    var renderer = PinnedTools.orSkip().renderer(shared);
    for (var file : List.of(POOL, KUSTOMIZATION, WORKLOAD, BASE)) {
      var path = root.resolve(file);
      Files.writeString(path, Files.readString(path).replace("\n", "\r\n"));
    }
    assertThat(findings(renderer)).isEmpty();
  }

  private List<Finding> findings(Kustomize renderer) {
    return new Verification(
            Map.of(),
            SchemaCatalogue.empty(),
            region -> CatalogueFile.read(PinnedTools.repository(), region))
        .checkTree(PlatformTree.readWhole(root, "dev", renderer)).stream()
            .filter(finding -> finding.severity() == platform.model.findings.Severity.ERROR)
            .toList();
  }

  private static Case.Change text(String file, String content) {
    return root -> Files.writeString(root.resolve(file), content);
  }

  private static Case.Change append(String file, String content) {
    return root ->
        Files.writeString(root.resolve(file), Files.readString(root.resolve(file)) + content);
  }

  private static Case.Change replace(String file, String what, String by) {
    return root ->
        Files.writeString(
            root.resolve(file), Files.readString(root.resolve(file)).replace(what, by));
  }

  private static String bomb() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (var level = 1; level < 40; level++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(level, level, level - 1, level - 1));
    }
    return bomb.toString();
  }

  private static void fiftyMegabytes(Path root) throws IOException {
    try (var file = new RandomAccessFile(root.resolve(POOL).toFile(), "rw")) {
      file.setLength(50L * 1024 * 1024);
    }
  }

  private static void linkToItself(Path root) throws IOException {
    Files.delete(root.resolve(POOL));
    Files.createSymbolicLink(root.resolve(POOL), Path.of("karpenter-spot.yaml"));
  }

  private static void loopOfFolders(Path root) throws IOException {
    Files.createSymbolicLink(root.resolve(KUSTOMIZATION).resolveSibling("loop"), Path.of("."));
    append(KUSTOMIZATION, "  - loop\n").to(root);
  }

  private static void binary(Path root) throws IOException {
    Files.write(root.resolve(POOL), new byte[] {0x61, (byte) 0xff, 0x00, (byte) 0xfe});
  }

  private static void unreadable(Path root) throws IOException {
    // Root reads whatever the permissions, so a device that can't be read stands in.
    Files.setPosixFilePermissions(root.resolve(POOL), PosixFilePermissions.fromString("---------"));
    if (Files.isReadable(root.resolve(POOL))) {
      Files.delete(root.resolve(POOL));
      Files.createSymbolicLink(root.resolve(POOL), Path.of("/proc/self/mem"));
    }
  }

  private static void folder(Path root) throws IOException {
    Files.delete(root.resolve(WORKLOAD));
    Files.createDirectory(root.resolve(WORKLOAD));
  }
}
