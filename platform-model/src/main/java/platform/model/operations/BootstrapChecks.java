package platform.model.operations;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import platform.model.capacity.Profile;
import platform.model.findings.Finding;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlTree;

/** What must be so before anything is applied to a cluster that holds nothing of the platform. */
public final class BootstrapChecks {
  private static final String EXAMPLES = "settings-are-no-examples";
  private static final String NODES = "bootstrap-nodes-are-there";
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

  /** A node as far as it matters here; labels that it lacks are empty. */
  public record BootstrapNode(
      String name, boolean ready, String profile, String architecture, String zone) {}

  /** Settings that nobody has changed since the repository was forked. */
  public static List<Finding> settings(Path root, String environment) {
    Path file = root.resolve("gitops/environments").resolve(environment).resolve("settings.yaml");
    YamlMapping data = YamlTree.read(root, file).onlyMapping().mapping("data");
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

  /** The managed node group, on which Argo CD and Karpenter run. */
  public static List<Finding> nodes(List<BootstrapNode> nodes) {
    List<BootstrapNode> fit =
        nodes.stream()
            .filter(BootstrapNode::ready)
            .filter(node -> node.profile().equals(PROFILE))
            .filter(node -> node.architecture().equals("arm64"))
            .toList();
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
