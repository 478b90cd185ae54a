package platform.model.verification;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import platform.model.capacity.NodePool;
import platform.model.capacity.Profile;
import platform.model.capacity.Quantity;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlSequence;
import platform.model.observed.Resources;
import platform.model.platform.Delivery;
import platform.model.platform.Platform;
import platform.model.workloads.PodBearer;

/** What rules ask of rendered objects. */
final class Rendered {
  static final String HOST = "kubernetes.io/hostname";

  /** Where a pod template says which pods its own never share a node with. */
  static final String[] KEEP_APART = {
    "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"
  };

  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private Rendered() {}

  /** A pod template with the object and the Application that bring it. */
  record Pods(Delivery delivery, Manifest object, YamlMapping template) {
    String describe() {
      return "%s %s".formatted(object.kind(), object.name());
    }

    /** The profile that its workload chose, if it is a workload's. */
    Optional<Profile> profile(Platform promised) {
      return delivery.workload().map(promised.workloads()::get).flatMap(promised::profileOf);
    }

    YamlMapping spec() {
      return template.mapping("spec");
    }

    /** Containers, and init containers before them. */
    List<YamlMapping> allContainers() {
      return Stream.of("initContainers", "containers")
          .flatMap(key -> itemsOf(template, "spec", key).stream())
          .toList();
    }

    List<YamlMapping> containers() {
      return itemsOf(template, "spec", "containers");
    }

    int replicas() {
      return count(object.yaml(), "spec", "replicas");
    }

    /** Whether no two of its replicas ever share a node. */
    boolean keepApart() {
      return itemsOf(spec(), KEEP_APART).stream().anyMatch(this::selectsItself);
    }

    private boolean selectsItself(YamlMapping term) {
      var selected = term.findMapping("labelSelector", "matchLabels");
      var labels = template.findMapping("metadata", "labels");
      return term.findText("topologyKey").equals(Optional.of(HOST))
          && selected.isPresent()
          && labels.isPresent()
          && !selected.get().entries().isEmpty()
          && selects(selected.get(), labels.get());
    }

    /** What the scheduler sets aside for one of them. */
    Resources requests() {
      return Resources.ofPod(
          itemsOf(template, "spec", "initContainers").stream().map(Pods::initContainer).toList(),
          containers().stream().map(Rendered::requests).toList());
    }

    private static Resources.InitContainer initContainer(YamlMapping container) {
      return new Resources.InitContainer(
          Rendered.requests(container),
          container.findText("restartPolicy").equals(Optional.of("Always")));
    }
  }

  static List<Manifest> objects(Platform promised, String kind) {
    return promised.deliveries().stream()
        .flatMap(delivery -> delivery.objects().stream())
        .filter(object -> object.kind().equals(kind))
        .toList();
  }

  /** The NodePool behind a profile, as it is rendered. */
  static Optional<NodePool> nodePoolOf(Profile profile, Platform promised) {
    return objects(promised, "NodePool").stream()
        .filter(pool -> Optional.of(pool.name()).equals(profile.nodePool()))
        .map(NodePool::from)
        .findFirst();
  }

  static List<Pods> pods(Platform promised) {
    var all = new ArrayList<Pods>();
    for (var delivery : promised.deliveries()) {
      for (var object : delivery.objects()) {
        PodBearer.podTemplateOf(object)
            .ifPresent(template -> all.add(new Pods(delivery, object, template)));
      }
    }
    return all;
  }

  /** Whether labels have all that a selector asks for. */
  static boolean selects(YamlMapping selector, YamlMapping labels) {
    return selector.entries().keySet().stream()
        .allMatch(key -> written(selector, key).equals(written(labels, key)));
  }

  /** The maps of a list; none if it is not there. */
  static List<YamlMapping> itemsOf(YamlMapping yaml, String... keys) {
    return yaml.findSequence(keys).map(YamlSequence::mappings).orElse(List.of());
  }

  /** The texts of a list; none if it is not there. */
  static List<String> textsOf(YamlMapping yaml, String... keys) {
    return yaml.findSequence(keys).map(YamlSequence::texts).orElse(List.of());
  }

  /**
   * What a container requests; a limit is a request unless one is written.
   *
   * @param container anything with {@code resources}
   * @throws platform.model.manifests.ManifestException if one is no quantity
   */
  static Resources requests(YamlMapping container) {
    return resources(amount(container, "cpu"), amount(container, "memory"));
  }

  /**
   * @param cpu in cores
   * @param memory in bytes, however many
   */
  static Resources resources(BigDecimal cpu, BigDecimal memory) {
    return new Resources(cpu, memory.min(MOST).longValue());
  }

  private static BigDecimal amount(YamlMapping container, String resource) {
    return container
        .findAt("resources", "requests", resource)
        .or(() -> container.findAt("resources", "limits", resource))
        .map(value -> Quantity.from(value).amount().max(BigDecimal.ZERO))
        .orElse(BigDecimal.ZERO);
  }

  /** A number of pods; 1 where none is written. */
  static int count(YamlMapping yaml, String... keys) {
    return written(yaml, keys)
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(Integer::parseInt)
        .orElse(1);
  }

  /** A value as it is written, be it text, number or boolean. */
  static Optional<String> written(YamlMapping yaml, String... keys) {
    return yaml.findAt(keys).flatMap(Rendered::written);
  }

  static Optional<String> written(YamlNode node) {
    return node.allTexts().findFirst();
  }
}
