package platform.local.verification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import platform.local.argocd.HelmTemplate;
import platform.local.lab.KarpenterCharts;
import platform.local.process.FileProblem;
import platform.local.process.LabException;
import platform.model.manifests.Manifest;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlText;
import platform.model.manifests.YamlTree;

/**
 * Renders Karpenter's charts with Helm as Argo CD's repo-server does: by the Application's own
 * release, namespace and values.
 *
 * @param charts those that are at hand
 */
public record ChartRenderer(HelmTemplate helm, KarpenterCharts charts) {

  /**
   * What an Application with a chart brings.
   *
   * @throws ManifestException when its chart or version is not at hand, or Helm refuses its values
   */
  public List<YamlMapping> render(Manifest application) {
    YamlMapping source = application.yaml().mapping("spec", "source");
    String chart = source.text("chart");
    requireAtHand(source, chart);
    try {
      Path folder = Files.createTempDirectory("platform-charts-");
      try {
        charts.writeTo(folder);
        var outcome =
            helm.of(
                folder,
                chart,
                source.findText("helm", "releaseName").orElse(application.name()),
                application.yaml().text("spec", "destination", "namespace"),
                source.findMapping("helm", "valuesObject").map(YamlText::of).orElse("{}"),
                !skipsDefinitions(source));
        outcome
            .refusal()
            .ifPresent(
                reason -> {
                  throw new ManifestException(
                      source.locationOf("helm", "valuesObject"),
                      "Helm does not render the chart '%s': %s".formatted(chart, reason),
                      "correct the value that it names");
                });
        return YamlTree.parse(chart + " (rendered)", outcome.objects()).mappings();
      } finally {
        FileUtils.deleteDirectory(folder.toFile());
      }
    } catch (IOException e) {
      throw new LabException(
          "the chart %s can't be rendered: %s".formatted(chart, FileProblem.inWords(e)), e);
    }
  }

  private void requireAtHand(YamlMapping source, String chart) {
    if (!KarpenterCharts.NAMES.contains(chart)) {
      throw new ManifestException(
          source.locationOf("chart"),
          "the chart '%s' is not at hand, only %s"
              .formatted(chart, String.join(" and ", KarpenterCharts.NAMES)),
          "render it with helm template");
    }
    String version = source.text("targetRevision");
    if (!version.equals(charts.version())) {
      throw new ManifestException(
          source.locationOf("targetRevision"),
          "the chart '%s' is at hand in version %s, not %s"
              .formatted(chart, charts.version(), version),
          "set karpenterVersion to it, or change local-platform/toolchain/simulation/go.mod");
    }
  }

  private static boolean skipsDefinitions(YamlMapping source) {
    return source
        .findAt("helm", "skipCrds")
        .flatMap(value -> value.allTexts().findFirst())
        .equals(Optional.of("true"));
  }
}
