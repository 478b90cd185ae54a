package platform.local.programs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.local.programs.PodConfiguration.ConfigurationException;

/** What a pod is told about itself, in the words of a kubelet. */
final class DownwardApi {
  private static final Pattern ONE_OF_A_MAP =
      Pattern.compile("metadata\\.(annotations|labels)\\['(.*)']");
  private static final Set<String> FROM_THE_NODE = Set.of("cpu", "memory", "ephemeral-storage");

  private final Pod pod;
  private final PodConfiguration.Source source;

  DownwardApi(Pod pod, PodConfiguration.Source source) {
    this.pod = pod;
    this.source = source;
  }

  /** A field as a variable may name it. */
  String field(String path) throws ConfigurationException {
    return switch (path) {
      case "spec.nodeName" -> pod.getSpec().getNodeName();
      case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
      // Where the pod's programs really listen.
      case "status.podIP", "status.podIPs", "status.hostIP", "status.hostIPs" -> "127.0.0.1";
      default -> metadata(path);
    };
  }

  /** A field as a file may hold it. */
  String metadata(String path) throws ConfigurationException {
    var metadata = pod.getMetadata();
    Matcher one = ONE_OF_A_MAP.matcher(path);
    if (one.matches()) {
      Map<String, String> map =
          one.group(1).equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
      return orEmpty(map).getOrDefault(one.group(2), "");
    }
    return switch (path) {
      case "metadata.annotations" -> lines(metadata.getAnnotations());
      case "metadata.labels" -> lines(metadata.getLabels());
      case "metadata.name" -> metadata.getName();
      case "metadata.namespace" -> metadata.getNamespace();
      case "metadata.uid" -> metadata.getUid();
      default -> throw new ConfigurationException("unsupported fieldPath: " + path);
    };
  }

  private static String lines(Map<String, String> map) {
    return new TreeMap<>(orEmpty(map))
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()))
            .collect(Collectors.joining("\n"));
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  /** As Go's strconv.Quote, but for characters that no metadata holds in practice. */
  private static String quoted(String text) {
    return "\""
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
        + "\"";
  }

  /**
   * A container's resource in units of the divisor, rounded up.
   *
   * @param container that of the reference, unless it names another
   */
  String resource(ResourceFieldSelector reference, Optional<Container> container)
      throws ConfigurationException {
    Container named = named(reference.getContainerName(), container);
    String[] parts = reference.getResource().split("\\.", 2);
    if (!parts[1].startsWith("hugepages-") && !FROM_THE_NODE.contains(parts[1])) {
      throw new ConfigurationException(
          "unsupported container resource : " + reference.getResource());
    }
    Quantity divisor = reference.getDivisor();
    BigDecimal unit = divisor == null ? BigDecimal.ZERO : divisor.getNumericalAmount();
    return quantity(named, parts[0].equals("limits"), parts[1])
        .divide(unit.signum() == 0 ? BigDecimal.ONE : unit, 0, RoundingMode.CEILING)
        .toBigInteger()
        .toString();
  }

  private Container named(String name, Optional<Container> container)
      throws ConfigurationException {
    if (name == null || name.isEmpty()) {
      return container.orElseThrow(() -> new ConfigurationException("container  not found"));
    }
    return Stream.concat(
            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new ConfigurationException("container %s not found".formatted(name)));
  }

  /** A limit that isn't set is the pod's, and else all that the node has. */
  private BigDecimal quantity(Container container, boolean isLimit, String resource) {
    var resources = container.getResources();
    if (!isLimit) {
      return amount(resources == null ? null : resources.getRequests(), resource);
    }
    BigDecimal limit = amount(resources == null ? null : resources.getLimits(), resource);
    if (limit.signum() != 0 || !FROM_THE_NODE.contains(resource)) {
      return limit;
    }
    var ofThePod = pod.getSpec().getResources();
    BigDecimal podLimit = amount(ofThePod == null ? null : ofThePod.getLimits(), resource);
    return podLimit.signum() != 0 ? podLimit : amount(source.allocatable(), resource);
  }

  private static BigDecimal amount(Map<String, Quantity> quantities, String resource) {
    Quantity quantity = quantities == null ? null : quantities.get(resource);
    return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
  }
}
