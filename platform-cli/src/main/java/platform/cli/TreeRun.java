package platform.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import platform.local.process.Progress;
import platform.local.toolchain.TreeTools;
import platform.model.manifests.ChartValues;
import platform.model.manifests.Kustomize;
import platform.model.pricing.CatalogueFile;
import platform.model.schemas.SchemaCatalogue;
import platform.model.schemas.SchemaFiles;
import platform.model.verification.Verification;

/**
 * What all commands that judge a tree have in common.
 *
 * @param root of the checkout
 * @param cache the user's cache folder
 */
record TreeRun(TreeTools tools, Path root, Path cache) {
  static TreeRun prepare(Checkout checkout, Path cache, Progress progress) {
    return new TreeRun(
        TreeTools.prepare(checkout.toolchain(), cache, System.getenv(), progress),
        checkout.root(),
        cache);
  }

  /** Renders with the pinned copies of what the tree names by URL. */
  Kustomize renderer() {
    return new Kustomize(tools.kustomize())
        .withCopiesOf(
            Map.of(
                "https://raw.githubusercontent.com/argoproj/argo-cd/v%s/manifests/install.yaml"
                    .formatted(tools.argoCdVersion()),
                tools.argoCdManifests().resolve("install.yaml")))
        .cachedIn(cache.resolve("rendered"));
  }

  SchemaCatalogue schemas() {
    return new SchemaFiles(
            tools.kubernetesSchemas(),
            List.of(
                tools.karpenterModule().resolve("pkg/apis/crds"),
                tools.argoCdManifests().resolve("crds")),
            cache.resolve("schemas"))
        .read();
  }

  /** All rules, with what the pinned charts and definitions know. */
  Verification verification() {
    Path charts = tools.karpenterModule().resolve("charts");
    return new Verification(
        Map.of(
            "karpenter", ChartValues.read(charts.resolve("karpenter/values.yaml")),
            "karpenter-crd", ChartValues.read(charts.resolve("karpenter-crd/values.yaml"))),
        schemas(),
        region -> CatalogueFile.read(root, region));
  }
}
