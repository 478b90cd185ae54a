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

/**
 * The ResourceQuota of a namespace holds all that is promised there: every replica, as many as an
 * autoscaler may make of them, and what a rollout adds for a while.
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

  /** The pods of one object that may be there at once. */
  private record Pods(Rendered.Pods of, int count) {
    static Pods of(Rendered.Pods pods) {
      var promised = Math.max(promised(pods), mostOfAutoscalers(pods));
      return new Pods(pods, promised + surge(pods, promised));
    }

    Resources requests() {
      return of.requests().times(count);
    }

    String describe() {
      return "%s (%d pods)".formatted(of.describe(), count);
    }

    Location location() {
      return of.object().yaml().findAt("spec", "replicas").isPresent()
          ? of.object().yaml().locationOf("spec", "replicas")
          : of.object().location();
    }

    private static int promised(Rendered.Pods pods) {
      return switch (pods.object().kind()) {
        case "Job" -> Rendered.count(pods.object().yaml(), "spec", "parallelism");
        case "CronJob" ->
            Rendered.count(pods.object().yaml(), "spec", "jobTemplate", "spec", "parallelism");
        default -> pods.replicas();
      };
    }

    private static int mostOfAutoscalers(Rendered.Pods pods) {
      return pods.delivery().objects().stream()
          .filter(object -> object.kind().equals("HorizontalPodAutoscaler"))
          .map(Manifest::yaml)
          .filter(yaml -> scales(yaml, pods.object()))
          .mapToInt(yaml -> Rendered.count(yaml, "spec", "maxReplicas"))
          .max()
          .orElse(0);
    }

    private static boolean scales(YamlMapping autoscaler, Manifest object) {
      return autoscaler
              .findText("spec", "scaleTargetRef", "kind")
              .equals(Optional.of(object.kind()))
          && autoscaler
              .findText("spec", "scaleTargetRef", "name")
              .equals(Optional.of(object.name()));
    }

    /** Pods that a Deployment's rollout adds before it takes old ones away. */
    private static int surge(Rendered.Pods pods, int promised) {
      var yaml = pods.object().yaml();
      var type = yaml.findText("spec", "strategy", "type").orElse("RollingUpdate");
      if (!pods.object().kind().equals("Deployment") || !type.equals("RollingUpdate")) {
        return 0;
      }
      var surge =
          Rendered.written(yaml, "spec", "strategy", "rollingUpdate", "maxSurge")
              .filter(text -> text.matches("[0-9]{1,6}%?"))
              .orElse(DEFAULT_SURGE);
      return surge.endsWith("%")
          ? new BigDecimal(surge.substring(0, surge.length() - 1))
              .multiply(BigDecimal.valueOf(promised))
              .divide(HUNDRED, 0, RoundingMode.CEILING)
              .min(BigDecimal.valueOf(promised))
              .intValue()
          : Integer.parseInt(surge);
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
        if (object.kind().equals("ResourceQuota")) {
          delivery
              .namespaceOf(object)
              .map(namespace -> podsIn(namespace, pods))
              .filter(each -> !each.isEmpty())
              .flatMap(each -> check(object, each))
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

  /** Those that request most first. */
  private static List<Pods> podsIn(String namespace, List<Rendered.Pods> all) {
    return all.stream()
        .filter(pods -> pods.delivery().namespaceOf(pods.object()).equals(Optional.of(namespace)))
        .map(Pods::of)
        .sorted(Comparator.comparing((Pods pods) -> pods.requests().cpu()).reversed())
        .toList();
  }

  private Optional<Finding> check(Manifest quota, List<Pods> all) {
    var needed = new TreeMap<String, Resources>();
    all.forEach(pods -> needed.merge(pods.describe(), pods.requests(), Resources::plus));
    var offered =
        Rendered.resources(
            hard(quota, "requests.cpu", "cpu"), hard(quota, "requests.memory", "memory"));
    var count = all.stream().mapToLong(Pods::count).sum();
    var most = hard(quota, "pods");
    var tooMany =
        BigDecimal.valueOf(count).compareTo(most) > 0
            ? Optional.of("are %d, it allows %s".formatted(count, most.toPlainString()))
            : Optional.<String>empty();
    return new Fit(needed, offered)
        .excess()
        .map(excess -> "request " + excess)
        .or(() -> tooMany)
        .map(
            excess ->
                Finding.error(
                    id(),
                    all.get(0).location(),
                    "ResourceQuota '%s' refuses pods of namespace '%s': at most they %s"
                        .formatted(quota.name(), quota.namespace().orElse(""), excess),
                    "ask for fewer replicas or lower requests, or have the platform raise the quota at %s"
                        .formatted(quota.location())));
  }

  /** The lowest bound that is written of one resource under its names. */
  private static BigDecimal hard(Manifest quota, String... names) {
    return Stream.of(names)
        .flatMap(name -> quota.yaml().findAt("spec", "hard", name).stream())
        .map(value -> Quantity.from(value).amount())
        .min(BigDecimal::compareTo)
        .orElse(UNBOUNDED);
  }
}
