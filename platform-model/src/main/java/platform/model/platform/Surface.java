package platform.model.platform;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlNode;

/**
 * Which namespaces may be reached from outside.
 *
 * @param published namespaces whose Ingresses Traefik is told to serve, and where
 * @param readable namespaces that a RoleBinding lets it read, and where
 */
public record Surface(SortedMap<String, Location> published, SortedMap<String, Location> readable) {
  private static final String LIST = "--providers.kubernetesingress.namespaces=";

  public Surface {
    published = Collections.unmodifiableSortedMap(new TreeMap<>(published));
    readable = Collections.unmodifiableSortedMap(new TreeMap<>(readable));
  }

  /** Reads Traefik's own manifests. */
  static Surface in(List<Manifest> manifests) {
    var published = new TreeMap<String, Location>();
    var readable = new TreeMap<String, Location>();
    for (var manifest : manifests) {
      if (manifest.kind().equals("Deployment")) {
        manifest
            .yaml()
            .sequence("spec", "template", "spec", "containers")
            .mappings()
            .forEach(
                container ->
                    container
                        .findSequence("args")
                        .ifPresent(
                            each -> each.items().forEach(argument -> list(argument, published))));
      }
      if (manifest.kind().equals("RoleBinding")) {
        manifest.namespace().ifPresent(namespace -> readable.put(namespace, manifest.location()));
      }
    }
    return new Surface(published, readable);
  }

  private static void list(YamlNode argument, SortedMap<String, Location> published) {
    var text = argument.asText();
    if (text.startsWith(LIST)) {
      for (var namespace : text.substring(LIST.length()).split(",")) {
        published.put(namespace, argument.location());
      }
    }
  }
}
