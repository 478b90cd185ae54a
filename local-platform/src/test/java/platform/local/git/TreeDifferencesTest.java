package platform.local.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.local.process.LabException;

/** On a copy of the repository's own tree. */
class TreeDifferencesTest {
  private static final Path GITOPS = Path.of("../gitops").toAbsolutePath().normalize();
  private static final String REPOSITORY = "file:///lab/git/$1/platform";
  private static final String CHARTS = "file:///lab/git/charts";

  @TempDir private Path folder;
  private Path tree;
  private TreeDifferences differences;

  @BeforeEach
  void copyTree() throws IOException {
    tree = folder.resolve("tree");
    SortedMap<String, String> files = textsBelow(GITOPS);
    assertThat(files).isNotEmpty();
    for (String file : files.keySet()) {
      Path target = tree.resolve("gitops").resolve(file);
      Files.createDirectories(target.getParent());
      Files.copy(GITOPS.resolve(file), target);
    }
    Path manifest = Files.writeString(folder.resolve("pinned.yaml"), "kind: List\n");
    differences = new TreeDifferences(REPOSITORY, CHARTS, manifest);
  }

  @Test
  void exactlyWhatIsDeclaredIsChanged() throws IOException {
    differences.applyTo(tree, "dev");

    assertThat(TreeDifferences.declared()).hasSize(4);
    assertThat(changedLines())
        .containsExactly(
            "argo/applications/karpenter-crds.yaml: repoURL: " + CHARTS,
            "argo/applications/karpenter-crds.yaml: path: karpenter-crd",
            "argo/applications/karpenter.yaml: repoURL: " + CHARTS,
            "argo/applications/karpenter.yaml: path: karpenter",
            "argo/projects/platform.yaml: - " + CHARTS,
            "bootstrap/argocd/install.yaml: kind: List",
            "bootstrap/argocd/kustomization.yaml: - install.yaml",
            "environments/dev/settings.yaml: repositoryUrl: " + REPOSITORY);
  }

  @Test
  void syncWindowsAreTakenOutSinceTheLabRunsAtAnyHour() throws IOException {
    differences.applyTo(tree, "prod");

    assertThat(tree.resolve("gitops/environments/prod/patches/sync-window.yaml"))
        .content()
        .endsWith("- op: test\n  path: /kind\n  value: AppProject\n")
        .doesNotContain("syncWindows", "deny");
  }

  @ParameterizedTest
  @CsvSource({
    "environments/dev/settings.yaml, repositoryUrl:, repository:, settings.yaml holds nothing like",
    "environments/dev/kustomization.yaml, - ../replacements, - syncWindows, kustomization.yaml holds nothing like",
    "bootstrap/argocd/kustomization.yaml, install.yaml, core-install.json, kustomization.yaml holds nothing like",
    "argo, public.ecr.aws/karpenter, example.com/charts, no file below gitops/argo names"
  })
  void aTreeThatWasRearrangedFails(String below, String anchor, String other, String message)
      throws IOException {
    Path start = tree.resolve("gitops").resolve(below);
    try (Stream<Path> files = Files.walk(start)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, Files.readString(file).replace(anchor, other));
      }
    }

    assertThatThrownBy(() -> differences.applyTo(tree, "dev"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFileThatIsGoneIsNamed() throws IOException {
    Path file = tree.resolve("gitops/bootstrap/argocd/kustomization.yaml");
    Files.delete(file);

    assertThatThrownBy(() -> differences.applyTo(tree, "dev"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("can't read " + file);
  }

  /** File and text of each line that differs from the original; the others are the same bytes. */
  private List<String> changedLines() throws IOException {
    SortedMap<String, String> before = textsBelow(GITOPS);
    var changed = new ArrayList<String>();
    SortedMap<String, String> after = textsBelow(tree.resolve("gitops"));
    assertThat(after.keySet()).containsAll(before.keySet());
    after.forEach(
        (file, text) -> {
          List<String> old = List.of(before.getOrDefault(file, "").split("\n", -1));
          List<String> now = List.of(text.split("\n", -1));
          if (before.containsKey(file)) {
            assertThat(now).as(file).hasSameSizeAs(old);
          }
          for (int i = 0; i < now.size(); i++) {
            boolean isSame = i < old.size() && now.get(i).equals(old.get(i));
            if (!isSame && !now.get(i).isEmpty()) {
              changed.add(file + ": " + now.get(i).strip());
            }
          }
        });
    return changed;
  }

  private static SortedMap<String, String> textsBelow(Path folder) throws IOException {
    var texts = new TreeMap<String, String>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.put(
            folder.relativize(file).toString(),
            // One character a byte, so that equal texts are equal bytes.
            Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return texts;
  }
}
