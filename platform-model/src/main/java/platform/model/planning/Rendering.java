package platform.model.planning;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.platform.Delivery;
import platform.model.platform.PlatformTree;
import platform.model.platform.Reading;

/**
 * What Argo CD will apply.
 *
 * @param reading a tree that was read whole
 */
public record Rendering(Reading reading) {
  /** What came of one Application. */
  public sealed interface Outcome {}

  /** Its objects, profile included. */
  public record Objects(List<Manifest> manifests) implements Outcome {}

  /**
   * A chart, which Helm renders.
   *
   * @param application as Argo CD has it, settings included
   */
  public record Chart(Manifest application) implements Outcome {}

  /** It does not render, and so nothing of it will be applied. */
  public record Broken(List<Finding> findings) implements Outcome {}

  /** The Applications that there are, and the bootstrap from which they come. */
  public SortedSet<String> names() {
    var names = new TreeSet<String>();
    reading.platform().applications().forEach(each -> names.add(each.name()));
    reading.platform().deliveries().forEach(each -> names.add(each.application()));
    reading.platform().workloads().keySet().forEach(workload -> names.add("workload-" + workload));
    return names;
  }

  public Outcome of(String name) {
    var delivery =
        reading.platform().deliveries().stream()
            .filter(each -> each.application().equals(name))
            .findFirst();
    if (delivery.isPresent()) {
      return unknownProfile(delivery.get())
          .<Outcome>map(finding -> new Broken(List.of(finding)))
          .orElseGet(() -> new Objects(delivery.get().objects()));
    }
    return reading.platform().deliveries().stream()
        .flatMap(each -> each.objects().stream())
        .filter(each -> each.kind().equals("Application") && each.name().equals(name))
        .filter(each -> each.yaml().findAt("spec", "source", "chart").isPresent())
        .findFirst()
        .<Outcome>map(Chart::new)
        .orElseGet(() -> new Broken(notRendered(name)));
  }

  /** What stood in the way; never nothing, since somebody asked for it. */
  private List<Finding> notRendered(String name) {
    if (!reading.findings().isEmpty()) {
      return reading.findings();
    }
    return List.of(
        Finding.error(
            PlatformTree.READABLE,
            "Application '" + name + "' brings nothing that can be rendered here",
            "name a chart in spec.source, or a folder of this repository"));
  }

  /** Argo CD applies nothing of a workload whose profile does not exist. */
  private java.util.Optional<Finding> unknownProfile(Delivery delivery) {
    var profiles = reading.platform().profiles().keySet();
    return delivery
        .workload()
        .map(reading.platform().workloads()::get)
        .filter(workload -> !profiles.contains(workload.profile()))
        .map(
            workload ->
                Finding.error(
                    PlatformTree.READABLE,
                    workload.location(),
                    "unknown profile '" + workload.profile() + "'",
                    new Choices(profiles).remedyFor(workload.profile(), "Profiles")));
  }
}
