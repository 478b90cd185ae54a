package platform.stories.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import platform.model.capacity.Profile;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;

/** Nodes and the pods on them at one moment, as text. */
public final class PlacementText {
  private PlacementText() {}

  public static String of(ObservedPlatform observed) {
    var lines = new ArrayList<String>();
    lines.add("at " + observed.at());
    for (ObservedNode node : observed.nodes()) {
      lines.add("");
      lines.add(
          String.format(
              Locale.ROOT,
              "%s  %s %s in %s, profile %s%s",
              node.name(),
              node.instanceType(),
              node.capacityType(),
              node.zone(),
              node.labels().getOrDefault(Profile.KEY, "none"),
              node.ready() ? "" : ", NOT READY"));
      append(
          lines,
          observed.pods().stream()
              .filter(pod -> pod.node().filter(node.name()::equals).isPresent())
              .toList());
    }
    List<ObservedPod> elsewhere =
        observed.pods().stream().filter(pod -> observed.nodeOf(pod).isEmpty()).toList();
    if (!elsewhere.isEmpty()) {
      lines.add("");
      lines.add("on no node");
      append(lines, elsewhere);
    }
    return String.join("\n", lines) + "\n";
  }

  private static void append(List<String> lines, List<ObservedPod> pods) {
    pods.stream().map(pod -> "  " + describe(pod)).forEach(lines::add);
  }

  static String describe(ObservedPod pod) {
    return "%s %s%s%s"
        .formatted(
            pod.qualifiedName(),
            pod.phase(),
            pod.phase().equals("Running") && !pod.ready() ? ", not ready" : "",
            pod.notRunningBecause().map(reason -> ": " + reason).orElse(""));
  }
}
