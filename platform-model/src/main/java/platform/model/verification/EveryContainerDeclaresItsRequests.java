package platform.model.verification;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import platform.model.capacity.Quantity;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/** Each container says how much CPU and memory it needs: capacity is made from nothing else. */
public final class EveryContainerDeclaresItsRequests implements TreeRule {
  private static final Set<String> RESOURCES = Set.of("cpu", "memory", "ephemeral-storage");

  /** No program starts in less. */
  private static final BigDecimal LEAST_MEMORY = BigDecimal.valueOf(1 << 20);

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Karpenter and the scheduler count requests. A container without them is placed as if it were free, and the node that it lands on runs out; the quota of a tenant refuses it. A number without a unit, such as memory: 64, counts bytes.",
        "Write resources.requests.cpu and resources.requests.memory, from what was measured.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var pods : Rendered.pods(promised)) {
      // Init containers of others' manifests copy a file and end.
      var containers = pods.delivery().isOfAWorkload() ? pods.allContainers() : pods.containers();
      for (var container : containers) {
        for (var resource : List.of("cpu", "memory")) {
          check(pods, container, resource).ifPresent(findings::add);
        }
        for (var part : List.of("requests", "limits")) {
          checkNames(container, part, findings);
        }
      }
    }
    return findings;
  }

  /** A resource of another name is none of the container's, unless a device plugin offers it. */
  private void checkNames(YamlMapping container, String part, List<Finding> findings) {
    container
        .findMapping("resources", part)
        .ifPresent(
            resources ->
                resources.entries().values().stream()
                    .filter(each -> !RESOURCES.contains(each.key()) && !each.key().contains("/"))
                    .forEach(
                        each ->
                            findings.add(
                                Finding.error(
                                    id(),
                                    each.location(),
                                    "there is no resource '%s'".formatted(each.key()),
                                    new Choices(RESOURCES).remedyFor(each.key(), "resources")))));
  }

  private Finding tooSmall(
      Rendered.Pods pods, YamlMapping container, BigDecimal bytes, Location place) {
    return Finding.error(
        id(),
        place,
        "container '%s' of %s requests %s bytes of memory"
            .formatted(
                container.findText("name").orElse("?"),
                pods.describe(),
                bytes.stripTrailingZeros().toPlainString()),
        "a number without a unit counts bytes: write 64Mi for 64 mebibytes");
  }

  private Optional<Finding> check(Rendered.Pods pods, YamlMapping container, String resource) {
    Location place = container.locationOf("resources", "requests", resource);
    var amount =
        container
            .findAt("resources", "requests", resource)
            .map(Quantity::from)
            .map(Quantity::amount)
            .filter(each -> each.signum() > 0);
    if (amount.isPresent()) {
      return amount
          .filter(each -> resource.equals("memory") && each.compareTo(LEAST_MEMORY) < 0)
          .map(each -> tooSmall(pods, container, each, place));
    }
    return Optional.of(
        Finding.error(
            id(),
            place.line() == 1 ? pods.object().location() : place,
            "container '%s' of %s requests no %s"
                .formatted(container.findText("name").orElse("?"), pods.describe(), resource),
            "write resources.requests.%s".formatted(resource)));
  }
}
