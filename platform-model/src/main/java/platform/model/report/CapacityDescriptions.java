package platform.model.report;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import platform.model.capacity.DisruptionReason;
import platform.model.capacity.NodePool;
import platform.model.planning.BudgetPlan;
import platform.model.planning.CapacityPlan;
import platform.model.pricing.InstanceChoice;
import platform.model.pricing.Offering;
import platform.model.pricing.WorstCase;

/** NodePools, their budgets and the profiles over them, described. */
public final class CapacityDescriptions {
  private final CapacityPlan plan;

  public CapacityDescriptions(CapacityPlan plan) {
    this.plan = plan;
  }

  /** A NodePool: what it may start, at what price, and the most that it costs. */
  public Description nodePool(String name) {
    var nodePool = plan.nodePools().get(name);
    var choice = InstanceChoice.of(nodePool, plan.catalogue());
    var worst = WorstCase.of(nodePool, choice);
    var lines =
        new Lines()
            .add("NodePool " + name + " (" + nodePool.location() + ")")
            .fact("types", PriceWords.types(choice))
            .fact("a node", PriceWords.range(choice, plan.catalogue()))
            .fact("limits", limits(nodePool))
            .fact("at most", PriceWords.worst(worst, choice, plan.catalogue()))
            .fact("lifetime", lifetime(nodePool));
    choice
        .flexibility()
        .forEach(
            each ->
                lines.fact(
                    "minValues",
                    "%d of %s are asked for, %d are there%s"
                        .formatted(
                            each.needed(),
                            each.key(),
                            each.found(),
                            each.isMet() ? "" : ": Karpenter starts no node")));
    if (!choice.ignoredKeys().isEmpty()) {
      lines.fact(
          "not compared",
          "%s: no label of instance types".formatted(String.join(", ", choice.ignoredKeys())));
    }
    if (PriceWords.isSpot(choice)) {
      lines.fact("spot to spot", spotToSpot(choice));
    }
    lines.blank().addAll(types(choice)).blank();
    PriceWords.sources(plan.catalogue()).forEach(lines::paragraph);
    return new Description(lines.list(), json(nodePool, choice));
  }

  /** The budgets of a NodePool over the week that holds a day. */
  public Description budgets(String name, int nodes, LocalDate day) {
    var budgets = BudgetPlan.of(plan.nodePools().get(name), nodes, day);
    var week = budgets.week();
    var lines =
        new Lines()
            .paragraph(
                "NodePool %s in %s: how many of %d nodes may be on their way out at once, hour by hour%s"
                    .formatted(
                        name,
                        plan.platform().environment(),
                        nodes,
                        week.isEveryWeek() ? ", every week" : ", in the week of " + week.monday()))
            .blank();
    week.spans()
        .keySet()
        .forEach(
            reason ->
                lines.fact(
                    reason.word(),
                    "%s (%s)".formatted(budgets.sentence(reason), BudgetPlan.meaning(reason))));
    var grid = BudgetGrid.lines(week);
    lines.addAll(grid).blank();
    if (BudgetGrid.hasPartHours(grid)) {
      lines.paragraph("* the least within the hour; a part of it allows more").blank();
    }
    lines.add("What to know:");
    budgets.notes().forEach(lines::item);
    lines.blank().add("No budget holds back:");
    budgets.ungoverned().forEach(lines::item);
    return new Description(lines.list(), json(budgets));
  }

  /** The budgets of every NodePool, one after the other. */
  public Description allBudgets(int nodes, LocalDate day) {
    var lines = new Lines();
    var json = new ArrayList<Map<String, Object>>();
    for (var name : plan.nodePools().keySet()) {
      var each = budgets(name, nodes, day);
      if (!json.isEmpty()) {
        lines.blank();
      }
      lines.addAll(each.lines());
      json.add(each.json());
    }
    return new Description(lines.list(), Map.of("nodePools", json));
  }

  private Map<String, Object> json(BudgetPlan budgets) {
    var json = new LinkedHashMap<String, Object>();
    json.put("nodePool", budgets.nodePool().name());
    json.put("environment", plan.platform().environment());
    json.put("nodes", budgets.week().nodes());
    json.put("week", budgets.week().monday().toString());
    json.put("isEveryWeek", budgets.week().isEveryWeek());
    var sentences = new LinkedHashMap<String, String>();
    budgets
        .week()
        .spans()
        .keySet()
        .forEach(reason -> sentences.put(reason.word(), budgets.sentence(reason)));
    json.put("sentences", sentences);
    json.put("spans", BudgetGrid.json(budgets.week()));
    json.put("notes", budgets.notes());
    json.put("ungoverned", budgets.ungoverned());
    return json;
  }

  private List<String> types(InstanceChoice choice) {
    var rows = new ArrayList<List<String>>();
    for (var each : choice.candidates()) {
      rows.add(
          List.of(
              each.type().name(),
              Integer.toString(each.type().cpus()),
              Amounts.memory((long) each.type().memoryMebibytes() << 20),
              PriceWords.zones(each.offerings().stream().map(Offering::zone).toList()),
              PriceWords.amount(each.cheapest()),
              PriceWords.amount(each.dearest()),
              Integer.toString(choice.cheaperThan(each.cheapest()))));
    }
    var word =
        PriceWords.isSpot(choice) ? " (" + plan.catalogue().spotPrices().adjective() + ")" : "";
    return new Table(
            List.of("TYPE", "CPU", "MEMORY", "ZONES", "$/H FROM" + word, "TO", "CHEAPER TYPES"),
            rows)
        .aligned();
  }

  private static String spotToSpot(InstanceChoice choice) {
    var needed = InstanceChoice.SPOT_TO_SPOT_TYPES;
    return choice.candidates().stream()
        .filter(each -> choice.cheaperThan(each.cheapest()) >= needed)
        .findFirst()
        .map(
            each ->
                ("with the feature gate on, Karpenter replaces a spot node by a cheaper one only if %d types are"
                        + " cheaper: from %s on")
                    .formatted(needed, each.type().name()))
        .orElse("never, since that takes %d types that are cheaper".formatted(needed));
  }

  static String limits(NodePool nodePool) {
    return nodePool.limits().isEmpty()
        ? "none"
        : nodePool.limits().entrySet().stream()
            .map(
                each ->
                    each.getKey().equals("memory")
                        ? "memory " + Amounts.memory(each.getValue().amount().longValue())
                        : each.getKey() + " " + each.getValue().amount().toPlainString())
            .collect(Collectors.joining(", "));
  }

  static String lifetime(NodePool nodePool) {
    return nodePool.expireAfter().map(BudgetPlan::words).orElse("no end")
        + nodePool
            .terminationGracePeriod()
            .map(period -> ", then " + BudgetPlan.words(period) + " to drain")
            .orElse(", then as long as its pods refuse to go");
  }

  /** One short sentence for each reason, for pages that must not change with N or the date. */
  static Map<DisruptionReason, String> sentences(NodePool nodePool, int nodes, LocalDate day) {
    var budgets = BudgetPlan.of(nodePool, nodes, day);
    var sentences = new LinkedHashMap<DisruptionReason, String>();
    budgets.week().spans().keySet().forEach(each -> sentences.put(each, budgets.sentence(each)));
    return sentences;
  }

  private Map<String, Object> json(NodePool nodePool, InstanceChoice choice) {
    var json = new LinkedHashMap<String, Object>();
    json.put("nodePool", nodePool.name());
    json.put("environment", plan.platform().environment());
    json.put("location", nodePool.location().toString());
    json.put("zones", List.copyOf(choice.zones()));
    json.put("families", List.copyOf(choice.families()));
    json.put(
        "types",
        choice.candidates().stream()
            .map(
                each -> {
                  var type = new LinkedHashMap<String, Object>();
                  type.put("name", each.type().name());
                  type.put("cpus", each.type().cpus());
                  type.put("memoryMebibytes", each.type().memoryMebibytes());
                  type.put(
                      "zones",
                      each.offerings().stream().map(Offering::zone).distinct().sorted().toList());
                  type.put("hourlyFrom", each.cheapest());
                  type.put("hourlyTo", each.dearest());
                  type.put("cheaperTypes", choice.cheaperThan(each.cheapest()));
                  return type;
                })
            .toList());
    json.put("atMostHourly", worst(WorstCase.of(nodePool, choice).map(WorstCase::hourly)));
    json.put("spotPrices", plan.catalogue().spotPrices().adjective());
    json.put("sources", PriceWords.sources(plan.catalogue()));
    return json;
  }

  static Object worst(java.util.Optional<BigDecimal> hourly) {
    return hourly.<Object>map(amount -> amount).orElse("unbounded");
  }
}
