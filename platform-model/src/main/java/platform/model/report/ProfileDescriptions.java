package platform.model.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import platform.model.capacity.Profile;
import platform.model.planning.CapacityPlan;
import platform.model.planning.ProfilePlan;
import platform.model.pricing.Catalogue;
import platform.model.workloads.PodBearer;
import platform.model.workloads.Workload;

/** Profiles and the workloads on them, described. */
public final class ProfileDescriptions {
  private static final int NODES = 10;

  private final CapacityPlan plan;

  public ProfileDescriptions(CapacityPlan plan) {
    this.plan = plan;
  }

  /** All profiles in one table. */
  public Description profiles() {
    var rows = new ArrayList<List<String>>();
    var json = new ArrayList<Map<String, Object>>();
    for (var each : plan.profiles().values()) {
      rows.add(
          List.of(
              each.profile().name(),
              briefly(each),
              types(each),
              prices(each),
              atMost(each, plan.catalogue()),
              workloads(each.profile())));
      json.add(profileJson(each));
    }
    var lines =
        new Lines()
            .addAll(
                new Table(
                        List.of(
                            "PROFILE",
                            "RUNS ON",
                            "TYPES",
                            "$/H A NODE",
                            "AT MOST $/H",
                            "WORKLOADS"),
                        rows)
                    .aligned())
            .blank();
    PriceWords.sources(plan.catalogue()).forEach(lines::paragraph);
    var values = new LinkedHashMap<String, Object>();
    values.put("environment", plan.platform().environment());
    values.put("profiles", json);
    values.put("sources", PriceWords.sources(plan.catalogue()));
    return new Description(lines.list(), values);
  }

  /**
   * One profile in full.
   *
   * @param day a day of the week whose budgets are told
   */
  public Description profile(String name, LocalDate day) {
    var each = plan.profiles().get(name);
    var profile = each.profile();
    var lines =
        new Lines()
            .add("Profile " + name + " (" + profile.location() + ")")
            .fact("for", profile.summary())
            .fact("runs on", runsOn(each) + ", " + profile.architecture())
            .fact("moved by", profile.disruption());
    if (each instanceof ProfilePlan.OnKarpenter karpenter) {
      lines
          .fact("types", PriceWords.types(karpenter.choice()))
          .fact("a node", PriceWords.range(karpenter.choice(), plan.catalogue()))
          .fact("limits", CapacityDescriptions.limits(karpenter.nodePool()))
          .fact(
              "at most",
              PriceWords.worst(karpenter.worstCase(), karpenter.choice(), plan.catalogue()))
          .fact("lifetime", CapacityDescriptions.lifetime(karpenter.nodePool()));
      CapacityDescriptions.sentences(karpenter.nodePool(), NODES, day)
          .forEach((reason, sentence) -> lines.fact(reason.word(), sentence));
      lines.fact(
          "more",
          "scripts/platform describe nodepool %1$s; scripts/platform describe budgets %1$s"
              .formatted(karpenter.nodePool().name()));
    } else {
      lines.fact("at most", atMost(each, plan.catalogue()) + " $/h for all of its nodes");
    }
    lines
        .fact("workloads", workloads(profile))
        .fact(
            "choose it",
            "profile: %s in gitops/apps/workloads/<name>/overlays/%s/workload.yaml"
                .formatted(name, plan.platform().environment()))
        .blank();
    PriceWords.sources(plan.catalogue()).forEach(lines::paragraph);
    return new Description(lines.list(), profileJson(each));
  }

  /** One workload: what it consists of and where it runs. */
  public Description workload(String name) {
    var workload = plan.platform().workloads().get(name);
    var plannedOn = plan.profiles().get(workload.profile());
    var lines =
        new Lines()
            .add("Workload " + name + " (" + workload.location() + ")")
            .fact("environment", plan.platform().environment())
            .fact("namespace", workload.namespace())
            .fact("profile", workload.profile())
            .fact("runs on", plannedOn == null ? "no such profile" : runsOn(plannedOn))
            .fact("moved by", plannedOn == null ? "-" : plannedOn.profile().disruption())
            .fact("owner", owner(workload))
            .fact(
                "applied as",
                "scripts/platform render -e %s workload-%s"
                    .formatted(plan.platform().environment(), name))
            .blank()
            .addAll(pods(workload));
    return new Description(lines.list(), workloadJson(workload));
  }

  private List<String> pods(Workload workload) {
    return new Table(
            List.of("KIND", "NAME", "PODS", "SCHEDULE", "FROM"),
            workload.podBearers().stream().map(ProfileDescriptions::podRow).toList())
        .aligned();
  }

  private static List<String> podRow(PodBearer bearer) {
    return List.of(
        bearer.kind(),
        bearer.name(),
        bearer.schedule().isPresent() ? "1 a run" : Integer.toString(bearer.replicas()),
        bearer.schedule().orElse("-"),
        bearer.location().toString());
  }

  private String owner(Workload workload) {
    return plan.platform().ownership().lines().stream()
        .filter(line -> line.matches(workload.folder() + "/workload.yaml"))
        .flatMap(line -> line.owners().stream())
        .collect(Collectors.joining(" "));
  }

  private String runsOn(ProfilePlan each) {
    if (each instanceof ProfilePlan.OnNodeGroup group) {
      return group.nodes() + " × " + group.typeName() + ", shared with the platform";
    }
    if (each instanceof ProfilePlan.OnKarpenter karpenter) {
      return karpenter.profile().capacityType() + " nodes of " + karpenter.nodePool().name();
    }
    return "nothing: its NodePool is missing";
  }

  private static String briefly(ProfilePlan each) {
    if (each instanceof ProfilePlan.OnNodeGroup group) {
      return group.nodes() + " × " + group.typeName() + ", shared";
    }
    return each instanceof ProfilePlan.OnKarpenter
        ? "Karpenter, " + each.profile().capacityType()
        : "no NodePool";
  }

  private String types(ProfilePlan each) {
    return each instanceof ProfilePlan.OnKarpenter karpenter
        ? karpenter.choice().candidates().size()
            + " in "
            + karpenter.choice().families().size()
            + " families"
        : each instanceof ProfilePlan.OnNodeGroup ? "1" : "-";
  }

  private String prices(ProfilePlan each) {
    if (each instanceof ProfilePlan.OnKarpenter karpenter
        && !karpenter.choice().candidates().isEmpty()) {
      var candidates = karpenter.choice().candidates();
      var dearest =
          candidates.stream().map(one -> one.dearest()).max(BigDecimal::compareTo).orElseThrow();
      return PriceWords.amount(candidates.get(0).cheapest())
          + " - "
          + PriceWords.amount(dearest)
          + PriceWords.marked("", karpenter.choice(), plan.catalogue());
    }
    return each instanceof ProfilePlan.OnNodeGroup group
        ? group.type().flatMap(type -> type.onDemandPrice()).map(PriceWords::amount).orElse("-")
        : "-";
  }

  static String atMost(ProfilePlan each, Catalogue catalogue) {
    var price =
        each.atMost()
            .map(amount -> amount.setScale(2, RoundingMode.UP).toPlainString())
            .orElse("unbounded");
    return each instanceof ProfilePlan.OnKarpenter karpenter && each.atMost().isPresent()
        ? PriceWords.marked(price, karpenter.choice(), catalogue)
        : price;
  }

  private String workloads(Profile profile) {
    var names = plan.platform().workloadsOn(profile).stream().map(Workload::name).toList();
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private Map<String, Object> profileJson(ProfilePlan each) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", each.profile().name());
    json.put("summary", each.profile().summary());
    json.put("location", each.profile().location().toString());
    json.put("capacity", each.profile().capacity().word());
    json.put("capacityType", each.profile().capacityType());
    json.put("architecture", each.profile().architecture());
    json.put("runsOn", runsOn(each));
    json.put("disruption", each.profile().disruption());
    json.put("types", types(each));
    json.put("hourly", prices(each));
    json.put("spotPrices", plan.catalogue().spotPrices().adjective());
    json.put("atMostHourly", CapacityDescriptions.worst(each.atMost()));
    json.put(
        "workloads",
        plan.platform().workloadsOn(each.profile()).stream().map(Workload::name).toList());
    return json;
  }

  private Map<String, Object> workloadJson(Workload workload) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", workload.name());
    json.put("environment", plan.platform().environment());
    json.put("namespace", workload.namespace());
    json.put("profile", workload.profile());
    json.put("location", workload.location().toString());
    json.put("owner", owner(workload));
    json.put(
        "pods",
        workload.podBearers().stream()
            .map(
                bearer -> {
                  var pod = new LinkedHashMap<String, Object>();
                  pod.put("kind", bearer.kind());
                  pod.put("name", bearer.name());
                  pod.put("replicas", bearer.replicas());
                  bearer.schedule().ifPresent(schedule -> pod.put("schedule", schedule));
                  pod.put("location", bearer.location().toString());
                  return pod;
                })
            .toList());
    return json;
  }
}
