package platform.model.operations;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.model.capacity.Profile;
import platform.model.capacity.Quantity;
import platform.model.findings.Finding;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlTree;

/** What must be so before anything is applied to a cluster that holds nothing of the platform. */
public final class BootstrapChecks {
  private static final String EXAMPLES = "settings-are-no-examples";
  private static final String NODES = "bootstrap-nodes-are-there";
  private static final String ALLOCATABLE = "bootstrap-nodes-leave-what-is-promised";
  private static final String VERSION = "kubernetes-version-is-supported";

  private static final int FEWEST_NODES = 2;
  private static final String PROFILE = "managed-on-demand";

  /** The minor versions that the pinned Argo CD 3.5 is tested with. */
  private static final int OLDEST_MINOR = 33;

  private static final int NEWEST_MINOR = 36;
  private static final Pattern KUBERNETES = Pattern.compile("v?1\\.(\\d+).*");

  private static final Map<Pattern, String> EXAMPLE_VALUES =
      Map.of(
          Pattern.compile("[:/]example/"), "this fork's own URL",
          Pattern.compile("111122223333"), "the ARN of a certificate in the cluster's account",
          Pattern.compile("\\bexample\\.(com|org|net)$"), "a domain of your own");

  private BootstrapChecks() {}

  /**
   * A node as far as it matters here; labels that it lacks are empty.
   *
   * @param allocatable what it leaves to pods, by resource, such as {@code 1408312Ki} of memory
   */
  public record BootstrapNode(
      String name,
      boolean ready,
      String profile,
      String architecture,
      String zone,
      Map<String, String> allocatable) {
    public BootstrapNode {
      allocatable = Map.copyOf(allocatable);
    }

    private boolean isFit() {
      return ready && profile.equals(PROFILE) && architecture.equals("arm64");
    }
  }

  /** What a bootstrap node leaves to pods, as nodes name it and as the settings do. */
  private enum Amount {
    CPU("cpu", "bootstrapAllocatableCpu", "m"),
    MEMORY("memory", "bootstrapAllocatableMemory", "Mi");

    private final String resource;
    private final String setting;
    private final String unit;

    Amount(String resource, String setting, String unit) {
      this.resource = resource;
      this.setting = setting;
      this.unit = unit;
    }

    private Quantity promised(YamlMapping data) {
      return data.findAt(setting)
          .map(Quantity::from)
          .orElseThrow(
              () ->
                  new ManifestException(
                      data.location(), "'data." + setting + "' is missing", "add the setting"));
    }

    private Optional<Quantity> left(BootstrapNode node) {
      return Optional.ofNullable(node.allocatable().get(resource)).flatMap(Quantity::find);
    }

    private boolean isLessOn(BootstrapNode node, Quantity promised) {
      return left(node).filter(left -> left.compareTo(promised) >= 0).isEmpty();
    }

    private String described(BootstrapNode node, Quantity promised) {
      String text = node.allocatable().get(resource);
      return "%s of %s, promised are %s"
          .formatted(
              left(node).map(this::inItsUnit).orElse(text == null ? "nothing" : "'" + text + "'"),
              resource,
              inItsUnit(promised));
    }

    /** Rounded down, as the setting would have to be. */
    private String inItsUnit(Quantity quantity) {
      BigDecimal one = Quantity.of("1" + unit).amount();
      return quantity.amount().divideToIntegralValue(one).toBigInteger() + unit;
    }
  }

  /** Settings that nobody has changed since the repository was forked. */
  public static List<Finding> settings(Path root, String environment) {
    YamlMapping data = data(root, environment);
    return data.texts().entrySet().stream()
        .flatMap(
            setting ->
                EXAMPLE_VALUES.entrySet().stream()
                    .filter(example -> example.getKey().matcher(setting.getValue()).find())
                    .map(
                        example ->
                            Finding.error(
                                EXAMPLES,
                                data.locationOf(setting.getKey()),
                                "'%s' is still the example's: %s"
                                    .formatted(setting.getKey(), setting.getValue()),
                                "set " + example.getValue())))
        .sorted()
        .toList();
  }

  private static YamlMapping data(Path root, String environment) {
    Path file = root.resolve("gitops/environments").resolve(environment).resolve("settings.yaml");
    return YamlTree.read(root, file).onlyMapping().mapping("data");
  }

  /** The managed node group, on which Argo CD and Karpenter run. */
  public static List<Finding> nodes(List<BootstrapNode> nodes) {
    List<BootstrapNode> fit = nodes.stream().filter(BootstrapNode::isFit).toList();
    var zones = new TreeSet<>(fit.stream().map(BootstrapNode::zone).toList());
    if (fit.size() >= FEWEST_NODES && zones.size() >= FEWEST_NODES) {
      return List.of();
    }
    return List.of(
        Finding.error(
            NODES,
            "%d nodes are fit for the platform%s, and at least %d in %d zones are needed: ready, arm64, label %s=%s; nodes: %s"
                .formatted(
                    fit.size(),
                    zones.isEmpty() ? "" : " (zones: " + String.join(", ", zones) + ")",
                    FEWEST_NODES,
                    FEWEST_NODES,
                    Profile.KEY,
                    PROFILE,
                    nodes.isEmpty() ? "none" : described(nodes)),
            "make the managed node group as the settings say; a cluster with a single node is not supported"));
  }

  private static String described(List<BootstrapNode> nodes) {
    Function<String, String> orNone = text -> text.isEmpty() ? "none" : text;
    return String.join(
        "; ",
        nodes.stream()
            .map(
                node ->
                    "%s (%s, %s, profile %s, zone %s)"
                        .formatted(
                            node.name(),
                            node.ready() ? "ready" : "not ready",
                            orNone.apply(node.architecture()),
                            orNone.apply(node.profile()),
                            orNone.apply(node.zone())))
            .toList());
  }

  /**
   * What the nodes that are fit for the platform leave to pods: at least what the settings promise,
   * which is reckoned and not measured, and which the platform's requests rest on.
   */
  public static List<Finding> allocatable(
      Path root, String environment, List<BootstrapNode> nodes) {
    try {
      YamlMapping data = data(root, environment);
      var promised = new EnumMap<Amount, Quantity>(Amount.class);
      for (Amount amount : Amount.values()) {
        promised.put(amount, amount.promised(data));
      }
      return nodes.stream()
          .filter(BootstrapNode::isFit)
          .sorted(Comparator.comparing(BootstrapNode::name))
          .flatMap(node -> shortage(node, promised, data, environment).stream())
          .toList();
    } catch (ManifestException unreadable) {
      return List.of(unreadable.finding(ALLOCATABLE));
    }
  }

  private static Optional<Finding> shortage(
      BootstrapNode node, Map<Amount, Quantity> promised, YamlMapping data, String environment) {
    List<Amount> less =
        promised.keySet().stream()
            .filter(amount -> amount.isLessOn(node, promised.get(amount)))
            .toList();
    if (less.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.error(
            ALLOCATABLE,
            data.locationOf(less.get(0).setting),
            "node %s leaves pods %s"
                .formatted(
                    node.name(),
                    joined(less, amount -> amount.described(node, promised.get(amount)), ", and ")),
            "set %s to what the node has and see by scripts/platform validate -e %s and verify -e %s whether the platform still fits, or take a larger bootstrapInstanceType"
                .formatted(
                    joined(less, amount -> amount.setting, " and "), environment, environment)));
  }

  private static String joined(List<Amount> amounts, Function<Amount, String> text, String by) {
    return amounts.stream().map(text).collect(Collectors.joining(by));
  }

  /**
   * The API server's version.
   *
   * @param version such as {@code v1.36.1-eks-3cfe0ce}
   */
  public static List<Finding> version(String version) {
    Matcher matcher = KUBERNETES.matcher(version);
    boolean supported =
        matcher.matches()
            && Stream.of(Integer.parseInt(matcher.group(1)))
                .allMatch(minor -> minor >= OLDEST_MINOR && minor <= NEWEST_MINOR);
    return supported
        ? List.of()
        : List.of(
            Finding.error(
                VERSION,
                "the cluster runs Kubernetes %s, and the pinned Argo CD supports 1.%d to 1.%d"
                    .formatted(version, OLDEST_MINOR, NEWEST_MINOR),
                "upgrade the cluster, or pin an Argo CD that supports it"));
  }
}
