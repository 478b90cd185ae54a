package platform.model.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import platform.model.planning.BudgetPlan;
import platform.model.planning.CapacityPlan;
import platform.model.planning.ProfilePlan;

/** The page {@code docs/profiles.md}: the profiles of all environments with figures. */
public final class ProfilesPage {
  private static final int NODES = 10;
  // Any week serves: a schedule that depends on it is said to.
  private static final LocalDate DAY = LocalDate.of(2026, 11, 2);

  private ProfilesPage() {}

  /** The page in Markdown. */
  public static String render(List<CapacityPlan> environments) {
    var lines = new ArrayList<String>();
    lines.add("# Profiles");
    lines.add("");
    // A list of families is one line, however many there are.
    lines.add("<!-- markdownlint-disable MD013 -->");
    lines.add("");
    lines.add(
        "Generated from the tree and its catalogue of prices: `scripts/platform describe page`.");
    lines.add(
        "A team chooses one with a line in its `workload.yaml` ([onboarding](onboarding.md)).");
    for (var plan : environments) {
      lines.add("");
      lines.add("## Environment " + plan.platform().environment());
      lines.add("");
      lines.addAll(overview(plan));
      plan.profiles().values().forEach(each -> lines.addAll(profile(plan, each)));
    }
    lines.add("");
    lines.add("## What budgets don't hold back");
    lines.add("");
    lines.add(
        "Numbers are of nodes on their way out at once, for a NodePool of " + NODES + " nodes;");
    lines.add("`scripts/platform describe budgets` has the week hour by hour, and other sizes.");
    lines.add("");
    lines.add("- expiry: a node of the age below its profile goes, however many do at once");
    lines.add("- interruption: a spot warning or a host's failure takes the node within minutes");
    lines.add("- deletion of a NodeClaim, a node or the NodePool, by a person or by Argo CD");
    lines.add("");
    lines.add("## Where the figures come from");
    lines.add("");
    environments.stream()
        .flatMap(plan -> PriceWords.sources(plan.catalogue()).stream())
        .distinct()
        .forEach(source -> lines.add("- " + source.replaceAll("(\\S+_\\S+\\.go)", "`$1`")));
    return String.join("\n", lines) + "\n";
  }

  private static List<String> overview(CapacityPlan plan) {
    var lines = new ArrayList<String>();
    lines.add("| profile | for | moved by | at most $/h |");
    lines.add("| --- | --- | --- | --- |");
    for (var each : plan.profiles().values()) {
      lines.add(
          "| `%s` | %s | %s | %s |"
              .formatted(
                  each.profile().name(),
                  each.profile().summary(),
                  each.profile().disruption(),
                  ProfileDescriptions.atMost(each, plan.catalogue())));
    }
    return lines;
  }

  private static List<String> profile(CapacityPlan plan, ProfilePlan each) {
    var name = each.profile().name();
    var lines =
        new ArrayList<String>(
            List.of("", "### " + name + " in " + plan.platform().environment(), ""));
    if (each instanceof ProfilePlan.OnNodeGroup group) {
      lines.add(
          "- nodes: " + group.nodes() + " × `" + group.typeName() + "`, shared with the platform");
      lines.add("- workloads: " + workloads(plan, each));
      return lines;
    }
    if (!(each instanceof ProfilePlan.OnKarpenter karpenter)) {
      lines.add("- its NodePool is missing");
      return lines;
    }
    var nodePool = karpenter.nodePool();
    lines.add(
        "- nodes: %s, of NodePool `%s`".formatted(each.profile().capacityType(), nodePool.name()));
    lines.add("- types: " + PriceWords.types(karpenter.choice()));
    lines.add("- a node: " + PriceWords.range(karpenter.choice(), plan.catalogue()));
    lines.add("- limits: " + CapacityDescriptions.limits(nodePool));
    lines.add(
        "- at most: "
            + PriceWords.worst(karpenter.worstCase(), karpenter.choice(), plan.catalogue()));
    lines.add("- lifetime: " + CapacityDescriptions.lifetime(nodePool));
    lines.add("- workloads: " + workloads(plan, each));
    lines.add("");
    lines.add("| reason to take a node away | how many of %d at once |".formatted(NODES));
    lines.add("| --- | --- |");
    CapacityDescriptions.sentences(nodePool, NODES, DAY)
        .forEach(
            (reason, sentence) ->
                lines.add(
                    "| %s: %s | %s |"
                        .formatted(reason.word(), BudgetPlan.meaning(reason), sentence)));
    return lines;
  }

  private static String workloads(CapacityPlan plan, ProfilePlan each) {
    var names =
        plan.platform().workloadsOn(each.profile()).stream()
            .map(workload -> "`" + workload.name() + "`")
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : names;
  }
}
