package platform.model.pricing;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import platform.model.capacity.NodePool;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlTree;

/** Instance types and NodePools for tests, and the repository's own. */
final class PricingExample {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private PricingExample() {}

  static Catalogue repositorys() {
    return CatalogueFile.read(ROOT, "us-east-1");
  }

  static NodePool repositorysNodePool(String name) {
    var file = ROOT.resolve("gitops/apps/platform/capacity/" + name + ".yaml");
    return NodePool.from(Manifest.of(YamlTree.read(ROOT, file).onlyMapping()));
  }

  static Catalogue catalogue(InstanceType... types) {
    var source = new Source("a test", Optional.empty());
    return Catalogue.of("us-east-1", source, source, new SpotPrices.Assumed(), List.of(types));
  }

  static InstanceType type(String name, int cpus, int gibibytes, String price, String... zones) {
    return new InstanceType(
        name,
        "arm64",
        cpus,
        gibibytes * 1024,
        new TreeSet<>(List.of(zones)),
        new TreeSet<>(List.of("on-demand", "spot")),
        3,
        10,
        new TreeMap<>(),
        price.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(price)),
        new TreeMap<>());
  }

  /**
   * @param requirements as in a NodePool's list of requirements, a line each
   */
  static NodePool nodePool(String limits, String... requirements) {
    var text =
        """
        apiVersion: karpenter.sh/v1
        kind: NodePool
        metadata: {name: pool}
        spec:
          limits: %s
          template:
            spec:
              requirements: [%s]
        """
            .formatted(limits, String.join(", ", requirements));
    return NodePool.from(Manifest.of(YamlTree.parse("pool.yaml", text).onlyMapping()));
  }
}
