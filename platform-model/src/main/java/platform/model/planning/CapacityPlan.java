package platform.model.planning;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import platform.model.capacity.NodePool;
import platform.model.manifests.Manifest;
import platform.model.platform.Platform;
import platform.model.pricing.Catalogue;

/**
 * The capacity of one environment: its profiles and NodePools as Argo CD applies them, an
 * environment's own patches included.
 */
public record CapacityPlan(
    Platform platform,
    Catalogue catalogue,
    SortedMap<String, NodePool> nodePools,
    SortedMap<String, ProfilePlan> profiles) {
  public CapacityPlan {
    nodePools = Collections.unmodifiableSortedMap(new TreeMap<>(nodePools));
    profiles = Collections.unmodifiableSortedMap(new TreeMap<>(profiles));
  }

  /**
   * @param platform read whole, so that it holds what every Application brings
   * @throws platform.model.manifests.ManifestException if a NodePool or a setting can't be read
   */
  public static CapacityPlan of(Platform platform, Catalogue catalogue) {
    return of(
        platform,
        catalogue,
        platform.deliveries().stream().flatMap(each -> each.objects().stream()).toList());
  }

  /**
   * @param objects those among which the NodePools are
   */
  public static CapacityPlan of(Platform platform, Catalogue catalogue, List<Manifest> objects) {
    var nodePools = new TreeMap<String, NodePool>();
    objects.stream()
        .filter(CapacityPlan::isNodePool)
        .map(NodePool::from)
        .forEach(nodePool -> nodePools.put(nodePool.name(), nodePool));
    var profiles = new TreeMap<String, ProfilePlan>();
    platform
        .profiles()
        .forEach(
            (name, profile) -> {
              var nodePool = profile.nodePool().map(nodePools::get);
              ProfilePlan plan =
                  !profile.isKarpenters()
                      ? new ProfilePlan.OnNodeGroup(
                          profile,
                          platform.settings().value("bootstrapInstanceType"),
                          Integer.parseInt(platform.settings().value("bootstrapNodes")),
                          catalogue.type(platform.settings().value("bootstrapInstanceType")))
                      : nodePool.isPresent()
                          ? ProfilePlan.onKarpenter(profile, nodePool.get(), catalogue)
                          : new ProfilePlan.Unfounded(profile);
              profiles.put(name, plan);
            });
    return new CapacityPlan(platform, catalogue, nodePools, profiles);
  }

  private static boolean isNodePool(Manifest manifest) {
    return manifest.kind().equals("NodePool") && manifest.apiVersion().startsWith("karpenter.sh/");
  }
}
