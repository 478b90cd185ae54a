package platform.local.verification;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import platform.local.argocd.HelmTemplate;
import platform.local.lab.KarpenterCharts;
import platform.local.toolchain.TreeTools;
import platform.model.manifests.ChartValues;
import platform.model.manifests.Kustomize;
import platform.model.pricing.CatalogueFile;
import platform.model.schemas.SchemaCatalogue;
import platform.model.schemas.SchemaFiles;
import platform.model.verification.Verification;

/**
 * What all that judges a tree has in common: rendering, schemas and rules of the pinned upstreams.
 *
 * @param root of the checkout
 * @param cache where what is rendered and read once is kept
 */
public record TreeRun(TreeTools tools, Path root, Path cache) {

  /** Renders with the pinned copies of what the tree names by URL. */
  public Kustomize renderer() {
    return new Kustomize(tools.kustomize())
        .withCopiesOf(
            Map.of(
                "https://raw.githubusercontent.com/argoproj/argo-cd/v%s/manifests/install.yaml"
                    .formatted(tools.argoCdVersion()),
                tools.argoCdManifests().resolve("install.yaml")))
        .cachedIn(cache.resolve("rendered"));
  }

  /**
   * Renders charts.
   *
   * @param helm the program
   */
  public ChartRenderer charts(Path helm) {
    return new ChartRenderer(
        new HelmTemplate(helm, tools.kubernetesVersion()),
        new KarpenterCharts(tools.karpenterModule(), tools.karpenterVersion()));
  }

  /** Kinds of Kubernetes, Karpenter and Argo CD. */
  public SchemaCatalogue schemas() {
    return new SchemaFiles(
            tools.kubernetesSchemas(),
            List.of(
                tools.karpenterModule().resolve("pkg/apis/crds"),
                tools.argoCdManifests().resolve("crds")),
            cache.resolve("schemas"))
        .read();
  }

  /** All rules, with what the pinned charts and definitions know. */
  public Verification verification() {
    return new Verification(
        ChartValues.ofKarpenter(tools.karpenterModule()),
        schemas(),
        region -> CatalogueFile.read(root, region));
  }
}
