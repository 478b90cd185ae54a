package platform.model.verification;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import platform.model.capacity.NodePool;
import platform.model.capacity.NodeResources;
import platform.model.capacity.Profile;
import platform.model.capacity.Quantity;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.observed.Resources;
import platform.model.platform.Platform;
import platform.model.pricing.Catalogue;
import platform.model.pricing.InstanceChoice;
import platform.model.pricing.InstanceType;

/**
 * The machines that a profile can have.
 *
 * @param name what people know them by
 * @param left what each leaves to pods of workloads, by instance type; never empty
 */
record ProfileMachines(String name, SortedMap<String, Resources> left) {
  ProfileMachines {
    left = Collections.unmodifiableSortedMap(new TreeMap<>(left));
  }

  /**
   * Those of each profile, by its name; none of one of which nothing is known, which is another
   * rule's finding.
   *
   * @param catalogues region to its instance types
   */
  static SortedMap<String, ProfileMachines> all(
      Platform promised, Function<String, Catalogue> catalogues) {
    var all = new TreeMap<String, ProfileMachines>();
    for (var profile : promised.profiles().values()) {
      of(profile, promised, catalogues)
          .filter(machines -> !machines.left().isEmpty())
          .ifPresent(machines -> all.put(profile.name(), machines));
    }
    return all;
  }

  /** Whether one of them holds a pod. */
  boolean hold(Resources requests) {
    return left.values().stream().anyMatch(each -> each.holds(requests));
  }

  /** The largest of them by CPU and by memory, in words. */
  String largest() {
    var cpu = most(Resources::cpu);
    var memory = most(Resources::memoryBytes);
    return cpu.getKey().equals(memory.getKey())
        ? "%s, which leaves %s".formatted(cpu.getKey(), Fit.words(cpu.getValue()))
        : "%s, which leaves %s, or %s, which leaves %s"
            .formatted(
                cpu.getKey(),
                Fit.words(cpu.getValue()),
                memory.getKey(),
                Fit.words(memory.getValue()));
  }

  private <T extends Comparable<T>> Map.Entry<String, Resources> most(Function<Resources, T> by) {
    return left.entrySet().stream()
        .max(
            Comparator.comparing((Map.Entry<String, Resources> each) -> by.apply(each.getValue()))
                .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
        .orElseThrow();
  }

  private static Optional<ProfileMachines> of(
      Profile profile, Platform promised, Function<String, Catalogue> catalogues) {
    if (!profile.isKarpenters()) {
      return PlatformRequestsFitOneBootstrapNode.offered(promised.settings())
          .map(offered -> managed(offered, promised));
    }
    return Rendered.nodePoolOf(profile, promised).map(pool -> of(pool, promised, catalogues));
  }

  private static ProfileMachines managed(Resources offered, Platform promised) {
    var type = promised.settings().find("bootstrapInstanceType").orElse("its only type");
    var left = new TreeMap<String, Resources>();
    left.put(type, withoutDaemons(offered));
    return new ProfileMachines("the managed node group", left);
  }

  private static ProfileMachines of(
      NodePool pool, Platform promised, Function<String, Catalogue> catalogues) {
    var kubelet = kubelet(pool, promised);
    var choice = InstanceChoice.of(pool, catalogues.apply(promised.settings().value("region")));
    var left = new TreeMap<String, Resources>();
    choice.candidates().forEach(each -> left.put(each.type().name(), left(each.type(), kubelet)));
    return new ProfileMachines("NodePool '%s'".formatted(pool.name()), left);
  }

  /** As Karpenter counts it: its own share for the hypervisor, and what the kubelet keeps. */
  private static Resources left(InstanceType type, NodeResources.Kubelet kubelet) {
    var node =
        NodeResources.of(type.cpus(), type.memoryMebibytes(), type.addressLimitedPods(), kubelet);
    var kept = node.capacity().memoryMebibytes() - node.allocatable().memoryMebibytes();
    return withoutDaemons(
        new Resources(
            BigDecimal.valueOf(node.allocatable().milliCpu(), 3),
            Math.max(0, type.countedMemoryBytes() - (kept << 20))));
  }

  private static Resources withoutDaemons(Resources node) {
    var daemons = PlatformRequestsFitOneBootstrapNode.DAEMONS;
    return new Resources(
        node.cpu().subtract(daemons.cpu()).max(BigDecimal.ZERO),
        Math.max(0, node.memoryBytes() - daemons.memoryBytes()));
  }

  private static NodeResources.Kubelet kubelet(NodePool pool, Platform promised) {
    var written =
        Rendered.objects(promised, "EC2NodeClass").stream()
            .filter(each -> pool.nodeClass().equals(Optional.of(each.name())))
            .map(Manifest::yaml)
            .flatMap(each -> each.findMapping("spec", "kubelet").stream())
            .findFirst();
    return new NodeResources.Kubelet(
        OptionalInt.empty(),
        written.map(each -> quantities(each, "kubeReserved")).orElse(Map.of()),
        written.map(each -> quantities(each, "systemReserved")).orElse(Map.of()),
        written.map(ProfileMachines::thresholds).orElseGet(TreeMap::new));
  }

  /** By signal, each a share in percent or a quantity. */
  private static SortedMap<String, String> thresholds(YamlMapping kubelet) {
    var thresholds = new TreeMap<String, String>();
    kubelet
        .findMapping("evictionHard")
        .ifPresent(
            each ->
                each.entries()
                    .forEach(
                        (signal, entry) -> {
                          var text = Rendered.written(entry.value()).orElse("");
                          if (!text.matches("[0-9]+(\\.[0-9]+)?%")) {
                            Quantity.from(entry.value());
                          }
                          thresholds.put(signal, text);
                        }));
    return thresholds;
  }

  private static Map<String, Quantity> quantities(YamlMapping kubelet, String key) {
    var quantities = new TreeMap<String, Quantity>();
    kubelet
        .findMapping(key)
        .ifPresent(
            each ->
                each.entries()
                    .forEach((name, entry) -> quantities.put(name, Quantity.from(entry.value()))));
    return quantities;
  }
}
