package platform.model.workloads;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;

/**
 * What a team owns: its objects in one environment, and the profile that it chose.
 *
 * @param folder the overlay's folder, relative to the repository's root
 * @param location where the profile is named
 */
public record Workload(
    String name,
    String namespace,
    String profile,
    String folder,
    Location location,
    List<PodBearer> podBearers) {
  /** The keys of a workload.yaml. */
  public static final Set<String> KEYS = Set.of("name", "namespace", "profile");

  public Workload {
    podBearers =
        podBearers.stream()
            .sorted(Comparator.comparing(PodBearer::kind).thenComparing(PodBearer::name))
            .toList();
  }

  /** Reads a workload.yaml, or tells what is wrong with it and where; no pod bearers as yet. */
  public static Workload from(YamlMapping yaml, String folder) {
    return new Workload(
        yaml.text("name"),
        yaml.text("namespace"),
        yaml.text("profile"),
        folder,
        yaml.locationOf("profile"),
        List.of());
  }

  /** The same workload with the objects that its overlay renders to. */
  public Workload rendered(List<Manifest> manifests) {
    var bearers =
        manifests.stream()
            .filter(PodBearer::isOne)
            .map(manifest -> PodBearer.from(manifest, namespace))
            .toList();
    return new Workload(name, namespace, profile, folder, location, bearers);
  }
}
