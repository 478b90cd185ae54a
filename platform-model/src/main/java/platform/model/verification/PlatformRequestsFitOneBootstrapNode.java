package platform.model.verification;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import platform.model.capacity.Quantity;
import platform.model.findings.Finding;
import platform.model.observed.Resources;
import platform.model.platform.Platform;
import platform.model.platform.Settings;

/**
 * What the tree has the platform's pods request fits one bootstrap node, so that the loss of the
 * other is survived.
 *
 * <p>Of replicas that keep apart one counts. EKS's add-ons are not in the tree: they count with the
 * requests that docs/decisions/0008-bootstrap-fit.md has of them, and {@link
 * PlatformPodsFitOneBootstrapNode} counts them as they run.
 */
public final class PlatformRequestsFitOneBootstrapNode implements TreeRule {
  static final String REMEDY =
      "lower a request to what was measured, or set a larger bootstrapInstanceType;"
          + " the sum is explained in docs/decisions/0008-bootstrap-fit.md";

  /** What EKS's add-ons request on each node of the cluster. */
  static final Resources DAEMONS = new Resources(new BigDecimal("0.150"), 0);

  private static final Map<String, Resources> ADD_ONS =
      Map.of(
          "EKS's daemons", DAEMONS, "CoreDNS", new Resources(new BigDecimal("0.200"), 140L << 20));

  private static final Set<String> KEEP_RUNNING =
      Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet");

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "If one of two bootstrap nodes is lost, all that makes nodes and applies Git has to run on the other: what does not fit waits, and nobody chooses what.",
        "Lower a request to what was measured, or set a larger bootstrapInstanceType.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var settings = promised.settings();
    var offered = offered(settings);
    if (offered.isEmpty()) {
      return List.of();
    }
    return new Fit(needed(promised), offered.get())
        .excess().stream()
            .map(
                excess ->
                    Finding.error(
                        id(),
                        settings.placeOf("bootstrapAllocatableMemory"),
                        "if one bootstrap node alone is left, the platform's pods request "
                            + excess,
                        REMEDY))
            .toList();
  }

  /**
   * What a bootstrap node leaves to pods; empty if the settings do not say it in their form, which
   * is another rule's finding.
   */
  static Optional<Resources> offered(Settings settings) {
    var cpu = quantity(settings, "bootstrapAllocatableCpu");
    var memory = quantity(settings, "bootstrapAllocatableMemory");
    return cpu.isPresent() && memory.isPresent()
        ? Optional.of(new Resources(cpu.get().amount(), memory.get().amount().longValue()))
        : Optional.empty();
  }

  private static Optional<Quantity> quantity(Settings settings, String setting) {
    return settings
        .find(setting)
        .filter(value -> SettingsAgreeWithTheirUses.isOfItsForm(setting, value))
        .map(Quantity::of);
  }

  private static SortedMap<String, Resources> needed(Platform promised) {
    var needed = new TreeMap<>(ADD_ONS);
    for (var pods : Rendered.pods(promised)) {
      if (!pods.delivery().isOfAWorkload() && KEEP_RUNNING.contains(pods.object().kind())) {
        needed.merge(
            pods.delivery().application() + "/" + pods.object().name(),
            pods.requests().times(replicasOnOneNode(pods)),
            Resources::plus);
      }
    }
    for (var application : promised.applications()) {
      application
          .chart()
          .flatMap(chart -> chart.values())
          .flatMap(values -> values.findMapping("controller"))
          .map(Rendered::requests)
          .ifPresent(requests -> needed.put(application.name(), requests));
    }
    return needed;
  }

  /** That a Deployment's keep apart is {@link ReplicasOfThePlatformKeepApart}'s to say. */
  private static int replicasOnOneNode(Rendered.Pods pods) {
    return pods.keepApart() || pods.object().kind().equals("Deployment")
        ? Math.min(pods.replicas(), 1)
        : pods.replicas();
  }
}
