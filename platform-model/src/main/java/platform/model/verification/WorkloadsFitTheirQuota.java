package platform.model.verification;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import platform.model.capacity.Quantity;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.observed.Resources;
import platform.model.platform.Platform;
import platform.model.pricing.Catalogue;
import platform.model.workloads.PodBearer;

/**
 * The ResourceQuota of a namespace holds all that is promised there: every replica, as many as an
 * autoscaler may make of them, and what a rollout adds for a while. A quota with scopes is left
 * out.
 */
public final class WorkloadsFitTheirQuota implements TreeRule {
  private static final BigDecimal UNBOUNDED = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final String DEFAULT_SURGE = "25%";

  private final Function<String, Catalogue> catalogues;

  /**
   * @param catalogues region to its instance types
   */
  public WorkloadsFitTheirQuota(Function<String, Catalogue> catalogues) {
    this.catalogues = catalogues;
  }

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "The quota refuses the pods that are too many: replicas are missing, or a rollout that first adds a pod never ends, and only the"
            + " events of a ReplicaSet tell.",
        "Ask for fewer replicas or lower requests, or have the platform raise the quota in gitops/apps/platform/tenants: that is the decision.");
  }

  /**
   * The pods of one object that may be there at once.
   *
   * @param steady as many as are promised, or as an autoscaler may make of them
   * @param surge those that a rollout adds before it takes old ones away
   * @param location where their number is written
   */
  private record Demand(Rendered.Pods pods, int steady, int surge, Location location) {
    static Demand of(Rendered.Pods pods) {
      var written = written(pods);
      var autoscaler =
          pods.delivery().objects().stream()
              .filter(object -> object.kind().equals("HorizontalPodAutoscaler"))
              .map(Manifest::yaml)
              .filter(yaml -> scales(yaml, pods.object()))
              .filter(yaml -> Rendered.count(yaml, "spec", "maxReplicas") > written)
              .findFirst();
      var steady =
          autoscaler.map(yaml -> Rendered.count(yaml, "spec", "maxReplicas")).orElse(written);
      return new Demand(
          pods,
          steady,
          surge(pods, steady),
          autoscaler
              .map(yaml -> yaml.locationOf("spec", "maxReplicas"))
              .orElseGet(() -> place(pods.object())));
    }

    int count() {
      return steady + surge;
    }

    Resources requests() {
      return pods.requests().times(count());
    }

    String describe() {
      return surge == 0
          ? "%s (%d)".formatted(pods.describe(), steady)
          : "%s (%d, and %d while it rolls out)".formatted(pods.describe(), steady, surge);
    }

    private static Location place(Manifest object) {
      return object.yaml().findAt("spec", "replicas").isPresent()
          ? object.yaml().locationOf("spec", "replicas")
          : object.location();
    }

    private static int written(Rendered.Pods pods) {
      var yaml = pods.object().yaml();
      return switch (pods.object().kind()) {
        case "Job" -> PodBearer.podsOfJob(yaml.mapping("spec"));
        case "CronJob" -> PodBearer.podsOfJob(yaml.mapping("spec", "jobTemplate", "spec"));
        default -> pods.replicas();
      };
    }

    private static boolean scales(YamlMapping autoscaler, Manifest object) {
      return autoscaler
              .findText("spec", "scaleTargetRef", "kind")
              .equals(Optional.of(object.kind()))
          && autoscaler
              .findText("spec", "scaleTargetRef", "name")
              .equals(Optional.of(object.name()));
    }

    /** No more than there are: a rollout makes no more new pods than are promised. */
    private static int surge(Rendered.Pods pods, int steady) {
      var yaml = pods.object().yaml();
      var type = yaml.findText("spec", "strategy", "type").orElse("RollingUpdate");
      if (!pods.object().kind().equals("Deployment") || !type.equals("RollingUpdate")) {
        return 0;
      }
      var surge =
          Rendered.written(yaml, "spec", "strategy", "rollingUpdate", "maxSurge")
              .filter(text -> text.matches("[0-9]{1,6}%?"))
              .orElse(DEFAULT_SURGE);
      var added =
          surge.endsWith("%")
              ? new BigDecimal(surge.substring(0, surge.length() - 1))
                  .multiply(BigDecimal.valueOf(steady))
                  .divide(HUNDRED, 0, RoundingMode.CEILING)
              : new BigDecimal(surge);
      return added.min(BigDecimal.valueOf(steady)).intValue();
    }
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var machines = ProfileMachines.all(promised, catalogues);
    // What fits no machine is another rule's finding, and no larger quota helps.
    var pods =
        Rendered.pods(promised).stream().filter(each -> isHeld(each, machines, promised)).toList();
    for (var delivery : promised.deliveries()) {
      for (var object : delivery.objects()) {
        if (object.kind().equals("ResourceQuota") && !isScoped(object)) {
          delivery
              .namespaceOf(object)
              .flatMap(namespace -> check(object, namespace, podsIn(namespace, pods)))
              .ifPresent(findings::add);
        }
      }
    }
    return findings;
  }

  private static boolean isHeld(
      Rendered.Pods pods, Map<String, ProfileMachines> machines, Platform promised) {
    return pods.profile(promised)
        .map(profile -> machines.get(profile.name()))
        .map(each -> each.hold(pods.requests()))
        .orElse(true);
  }

  /** Of some pods only: which they are depends on more than the tree says. */
  private static boolean isScoped(Manifest quota) {
    return quota.yaml().findAt("spec", "scopes").isPresent()
        || quota.yaml().findAt("spec", "scopeSelector").isPresent();
  }

  /** Those that request most first. */
  private static List<Demand> podsIn(String namespace, List<Rendered.Pods> all) {
    return all.stream()
        .filter(pods -> pods.delivery().namespaceOf(pods.object()).equals(Optional.of(namespace)))
        .map(Demand::of)
        .filter(demand -> demand.count() > 0)
        .sorted(Comparator.comparing((Demand demand) -> demand.requests().cpu()).reversed())
        .toList();
  }

  private Optional<Finding> check(Manifest quota, String namespace, List<Demand> demands) {
    var needed = new TreeMap<String, Resources>();
    demands.forEach(demand -> needed.merge(demand.describe(), demand.requests(), Resources::plus));
    var offered =
        Rendered.resources(
            hard(quota, "requests.cpu", "cpu"), hard(quota, "requests.memory", "memory"));
    var most = hard(quota, "pods");
    var count = demands.stream().mapToLong(Demand::count).sum();
    var tooMany =
        BigDecimal.valueOf(count).compareTo(most) > 0
            ? Optional.of(
                "are %d, it allows %s: %s"
                    .formatted(count, most.toPlainString(), String.join(", ", needed.keySet())))
            : Optional.<String>empty();
    return new Fit(needed, offered)
        .excess()
        .map(excess -> "request " + excess)
        .or(() -> tooMany)
        .map(
            excess ->
                Finding.error(
                    id(),
                    demands.get(0).location(),
                    "ResourceQuota '%s' refuses pods of namespace '%s': at most they %s"
                        .formatted(quota.name(), namespace, excess),
                    "ask for fewer replicas or lower requests, or have the platform raise the quota at %s"
                        .formatted(quota.location())));
  }

  /** The lowest bound that is written of one resource under its names. */
  private static BigDecimal hard(Manifest quota, String... names) {
    return Stream.of(names)
        .flatMap(name -> quota.yaml().findAt("spec", "hard", name).stream())
        .map(value -> Quantity.from(value).amount().max(BigDecimal.ZERO))
        .min(BigDecimal::compareTo)
        .orElse(UNBOUNDED);
  }
}
