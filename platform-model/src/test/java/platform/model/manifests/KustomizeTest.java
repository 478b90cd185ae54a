package platform.model.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import platform.model.findings.Location;

class KustomizeTest {
  private static final String PROGRAM = "kustomize.program";

  @TempDir Path root;
  private Path overlay;

  @BeforeEach
  void tree() {
    Assumptions.assumeTrue(
        System.getProperty(PROGRAM) != null,
        "rendering is skipped: -D" + PROGRAM + "=<path of kustomize> is not given");
    write("base/kustomization.yaml", "resources:\n  - deployment.yaml\n");
    write(
        "base/deployment.yaml",
        """
        # Why it is there.
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: api
          annotations:
            answer: "yes"
        spec:
          template:
            spec:
              containers: []
        """);
    write(
        "profiles/spot/kustomization.yaml",
        """
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        patches:
          - path: patch.yaml
            target: {kind: Deployment}
        """);
    write(
        "profiles/spot/patch.yaml",
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: ignored}
        spec: {template: {spec: {schedulerName: spot, hostname: from-component}}}
        """);
    // The overlay's own patch comes after Components, which a wrapper around it would turn round.
    write(
        "overlays/dev/kustomization.yaml",
        """
        namePrefix: dev-
        commonAnnotations:
          answer: "yes"
        resources:
          - ../../base
        patches:
          - patch: |
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: api}
              spec: {template: {spec: {hostname: from-overlay}}}
        """);
    overlay = root.resolve("overlays/dev");
  }

  @Test
  void injectedComponentsGiveWhatAnEntryInTheKustomizationGives() throws Exception {
    var injected = kustomize().render(request("../../profiles/spot"));
    var file = overlay.resolve("kustomization.yaml");
    Files.writeString(file, Files.readString(file) + "components:\n  - ../../profiles/spot\n");
    assertThat(injected).extracting(each -> texts(each.yaml())).isEqualTo(buildDirectly());
    assertThat(injected.get(0).yaml().text("spec", "template", "spec", "schedulerName"))
        .isEqualTo("spot");
    assertThat(injected.get(0).yaml().text("spec", "template", "spec", "hostname"))
        .isEqualTo("from-overlay");
  }

  @Test
  void theWorkingTreeStaysAsItWas() throws IOException {
    var before = contents();
    kustomize().render(request("../../profiles/spot"));
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void aRenderedObjectKnowsItsSource() {
    assertThat(kustomize().render(request()))
        .extracting(Manifest::name, Manifest::location)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "dev-api", new Location("base/deployment.yaml", 2)));
  }

  @Test
  void anErrorIsKustomizesOwnAndNamesTheFile() {
    write("base/kustomization.yaml", "resourcez:\n  - deployment.yaml\n");
    assertThatThrownBy(() -> kustomize().render(request()))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith(
            "overlays/dev/kustomization.yaml:1: kustomize does not build this: ")
        .hasMessageContaining("resourcez")
        .hasMessageNotContaining("platform-render-");
  }

  @Test
  void whatABaseNamesAndIsNotThereHasItsLine() {
    write("base/kustomization.yaml", "resources:\n  - deploymnt.yaml\n");
    assertThatThrownBy(() -> kustomize().render(request()))
        .hasMessage(
            "base/kustomization.yaml:2: 'deploymnt.yaml' does not exist; did you mean"
                + " 'deployment.yaml'? there are: deployment.yaml");
  }

  @Test
  void whatIsOnTheNetworkComesFromACopyOrNotAtAll() {
    var url = "https://example.com/deployment.yaml";
    write("base/kustomization.yaml", "resources:\n  - " + url + "\n");
    assertThatThrownBy(() -> kustomize().render(request()))
        .hasMessageStartingWith("base/kustomization.yaml:2: '" + url + "' is on the network");
    var copies = java.util.Map.of(url, root.resolve("base/deployment.yaml"));
    assertThat(kustomize().withCopiesOf(copies).render(request()))
        .extracting(Manifest::name)
        .containsExactly("dev-api");
  }

  @Test
  void foldersThatAreRenderedTogetherGiveWhatEachGivesAlone() {
    write("overlays/prod/kustomization.yaml", "namePrefix: prod-\nresources:\n  - ../../base\n");
    write("overlays/broken/kustomization.yaml", "resources:\n  - ../../base\nnamePrefx: x\n");
    var prod = new Renderer.Request(new YamlFiles(root), root.resolve("overlays/prod"), List.of());
    var broken =
        new Renderer.Request(new YamlFiles(root), root.resolve("overlays/broken"), List.of());
    var spot = request("../../profiles/spot");
    var together = kustomize().renderAll(List.of(spot, prod));
    assertThat(together.get(prod).manifests()).isEqualTo(kustomize().render(prod));
    assertThat(together.get(spot).manifests()).isEqualTo(kustomize().render(spot));
    var withBroken = kustomize().renderAll(List.of(broken, prod));
    assertThat(withBroken.get(prod).manifests()).isEqualTo(kustomize().render(prod));
    assertThat(withBroken.get(broken)).isInstanceOf(Renderer.Outcome.Failed.class);
  }

  @Test
  void oneProcessBuildsFoldersThatHoldTheSameSettings() throws IOException {
    write(
        "settings.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
          annotations: {config.kubernetes.io/local-config: "true"}
        """);
    var requests = new ArrayList<Renderer.Request>();
    for (var name : List.of("one", "two")) {
      var folder = "overlays/" + name;
      write(folder + "/kustomization.yaml", "resources:\n  - secret.yaml\n  - settings.yaml\n");
      write(
          folder + "/secret.yaml",
          "apiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n".formatted(name));
      Files.copy(root.resolve("settings.yaml"), root.resolve(folder).resolve("settings.yaml"));
      requests.add(new Renderer.Request(new YamlFiles(root), root.resolve(folder), List.of()));
    }
    write(
        "counted.sh",
        "#!/bin/sh\necho called >>%s\nexec %s \"$@\"\n"
            .formatted(root.resolve("calls"), System.getProperty(PROGRAM)));
    assertThat(root.resolve("counted.sh").toFile().setExecutable(true)).isTrue();
    var rendered = new Kustomize(root.resolve("counted.sh")).renderAll(requests);
    assertThat(rendered.values())
        .flatExtracting(Renderer.Outcome::manifests)
        .extracting(Manifest::name)
        .containsExactly("one", "two");
    assertThat(root.resolve("calls")).hasContent("called");
  }

  @Test
  void whatWasRenderedIsKeptUntilAFileChanges() throws IOException {
    var cached = kustomize().cachedIn(root.resolve("cache"));
    var first = cached.render(request());
    assertThat(root.resolve("cache")).isDirectoryContaining("glob:**.json");
    assertThat(cached.render(request())).isEqualTo(first);
    var file = root.resolve("base/deployment.yaml");
    Files.writeString(file, Files.readString(file).replace("name: api", "name: other"));
    assertThatThrownBy(() -> cached.render(request())).hasMessageContaining("api");
  }

  @Test
  void aComponentThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> kustomize().render(request("../../profiles/spto")))
        .hasMessageStartingWith(
            "overlays/dev/kustomization.yaml:1: the Component '../../profiles/spto' is no folder");
  }

  @Test
  void aProgramThatDoesNotEndIsStopped() {
    write("slow.sh", "#!/bin/sh\nexec sleep 60\n");
    assertThat(root.resolve("slow.sh").toFile().setExecutable(true)).isTrue();
    var slow = new Kustomize(root.resolve("slow.sh"), Duration.ofMillis(200));
    assertThatThrownBy(() -> slow.render(request()))
        .hasMessageContaining("kustomize has not finished within");
  }

  private Kustomize kustomize() {
    return new Kustomize(Path.of(System.getProperty(PROGRAM)));
  }

  private Renderer.Request request(String... components) {
    return new Renderer.Request(new YamlFiles(root), overlay, List.of(components));
  }

  private List<Object> buildDirectly() throws Exception {
    var process =
        new ProcessBuilder(System.getProperty(PROGRAM), "build", overlay.toString()).start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return YamlTree.parse("direct", text).mappings().stream().map(KustomizeTest::texts).toList();
  }

  private static Object texts(YamlNode node) {
    if (node instanceof YamlMapping mapping) {
      var texts = new java.util.LinkedHashMap<String, Object>();
      mapping.entries().forEach((key, entry) -> texts.put(key, texts(entry.value())));
      return texts;
    }
    if (node instanceof YamlSequence sequence) {
      return sequence.items().stream().map(KustomizeTest::texts).toList();
    }
    return Optional.of(((YamlScalar) node).text() + " " + ((YamlScalar) node).kind());
  }

  private List<String> contents() throws IOException {
    try (var files = Files.walk(root)) {
      var contents = new java.util.ArrayList<String>();
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        contents.add(root.relativize(file) + "\n" + Files.readString(file));
      }
      return contents;
    }
  }

  private void write(String file, String text) {
    try {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), text);
    } catch (IOException unwritable) {
      throw new java.io.UncheckedIOException(unwritable);
    }
  }
}
