package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlSequence;
import platform.model.platform.Delivery;
import platform.model.platform.Platform;
import platform.model.workloads.PodBearer;

/** What rules ask of rendered objects. */
final class Rendered {
  private Rendered() {}

  /** A pod template with the object and the Application that bring it. */
  record Pods(Delivery delivery, Manifest object, YamlMapping template) {
    String describe() {
      return "%s %s".formatted(object.kind(), object.name());
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
  }

  static List<Manifest> objects(Platform promised, String kind) {
    return promised.deliveries().stream()
        .flatMap(delivery -> delivery.objects().stream())
        .filter(object -> object.kind().equals(kind))
        .toList();
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

  /** The maps of a list; none if it is not there. */
  static List<YamlMapping> itemsOf(YamlMapping yaml, String... keys) {
    return yaml.findSequence(keys).map(YamlSequence::mappings).orElse(List.of());
  }

  /** The texts of a list; none if it is not there. */
  static List<String> textsOf(YamlMapping yaml, String... keys) {
    return yaml.findSequence(keys).map(YamlSequence::texts).orElse(List.of());
  }

  /** A value as it is written, be it text, number or boolean. */
  static Optional<String> written(YamlMapping yaml, String... keys) {
    return yaml.findAt(keys).flatMap(Rendered::written);
  }

  static Optional<String> written(YamlNode node) {
    return node.allTexts().findFirst();
  }
}
