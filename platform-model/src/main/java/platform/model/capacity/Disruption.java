package platform.model.capacity;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import platform.model.findings.Choices;
import platform.model.findings.Location;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlSequence;

/**
 * When and how far Karpenter takes nodes of a NodePool away of its own accord.
 *
 * @param consolidateAfter how long a node is left alone after its last change; empty means for ever
 * @param budgets in the order of the file; what Karpenter takes for granted where there are none
 */
public record Disruption(
    String consolidationPolicy,
    Optional<Duration> consolidateAfter,
    List<DisruptionBudget> budgets,
    Location location) {
  private static final String DEFAULT_POLICY = "WhenEmptyOrUnderutilized";
  private static final String DEFAULT_NODES = "10%";

  public Disruption {
    budgets = List.copyOf(budgets);
  }

  static Disruption from(YamlMapping spec) {
    var location = spec.locationOf("disruption", "budgets");
    var yaml = spec.findMapping("disruption");
    return new Disruption(
        yaml.flatMap(each -> each.findText("consolidationPolicy")).orElse(DEFAULT_POLICY),
        GoDuration.orElse(yaml.flatMap(each -> each.find("consolidateAfter")), Duration.ZERO),
        yaml.flatMap(each -> each.findSequence("budgets"))
            .map(YamlSequence::mappings)
            .map(budgets -> budgets.stream().map(Disruption::budget).toList())
            .orElseGet(
                () ->
                    List.of(
                        new DisruptionBudget(
                            DEFAULT_NODES,
                            Set.of(),
                            Optional.empty(),
                            Optional.empty(),
                            location))),
        location);
  }

  private static DisruptionBudget budget(YamlMapping yaml) {
    var nodes = yaml.findText("nodes").orElse(DEFAULT_NODES);
    var schedule = yaml.findText("schedule");
    var duration = yaml.find("duration").map(GoDuration::of);
    if (schedule.isPresent() != duration.isPresent()) {
      throw new ManifestException(
          yaml.location(),
          schedule.isPresent()
              ? "a budget with a schedule has no duration"
              : "a budget with a duration has no schedule",
          "give both, or neither for a budget that always holds");
    }
    try {
      return new DisruptionBudget(nodes, reasons(yaml), schedule, duration, yaml.location());
    } catch (IllegalArgumentException invalid) {
      throw new ManifestException(
          yaml.locationOf("nodes"),
          "the budget's 'nodes' is '" + nodes + "'",
          "write a whole number, or a percentage from 0% to 100%",
          invalid);
    }
  }

  private static Set<DisruptionReason> reasons(YamlMapping yaml) {
    var reasons = EnumSet.noneOf(DisruptionReason.class);
    var listed = yaml.findSequence("reasons");
    listed.ifPresent(each -> each.items().forEach(item -> reasons.add(reason(item))));
    if (listed.isPresent() && reasons.isEmpty()) {
      // Karpenter takes an empty list for one that leaves every reason out.
      throw new ManifestException(
          yaml.locationOf("reasons"),
          "the budget lists no reason, and so limits nothing",
          "name one, or leave 'reasons' out for a budget on every reason");
    }
    return reasons;
  }

  private static DisruptionReason reason(YamlNode item) {
    var word = item.asText();
    return DisruptionReason.of(word)
        .orElseThrow(
            () ->
                new ManifestException(
                    item.location(),
                    "unknown reason '" + word + "'",
                    new Choices(
                            Arrays.stream(DisruptionReason.values())
                                .map(DisruptionReason::word)
                                .toList())
                        .remedyFor(word, "reasons")));
  }
}
