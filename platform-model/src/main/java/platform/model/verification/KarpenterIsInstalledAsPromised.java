package platform.model.verification;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import platform.model.capacity.Quantity;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;
import platform.model.platform.Platform;

/**
 * The values of Karpenter's chart say what the platform relies on: two replicas that take turns,
 * nothing that displaces them, the cluster, its queue and its region.
 *
 * <p>Helm renders them, so no schema of a pod sees them here; and most have a default that is
 * silently another.
 */
public final class KarpenterIsInstalledAsPromised implements TreeRule {
  private static final String CHART = "karpenter";
  private static final String DEFINITIONS = "karpenter-crd";
  private static final String KEPT = "Prune=false,Delete=false";
  private static final Pattern TEXT = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]*");
  private static final BigDecimal MOST_OVER_REQUEST = BigDecimal.valueOf(4);
  private static final BigDecimal MOST_CORES = BigDecimal.valueOf(2);
  private static final BigDecimal MOST_BYTES = BigDecimal.valueOf(2L << 30);
  private static final int MOST_SECONDS = 300;
  private static final Set<String> KEYS_OF_TOLERATIONS =
      Set.of("key", "operator", "value", "effect", "tolerationSeconds");

  /** A value, and what it must be. */
  private record Wanted(String words, Predicate<YamlNode> is, List<String> keys) {}

  private static final List<Wanted> VALUES =
      List.of(
          number("2", "replicas"),
          exactly("RollingUpdate", "strategy", "type"),
          number("1", "strategy", "rollingUpdate", "maxUnavailable"),
          number("0", "strategy", "rollingUpdate", "maxSurge"),
          exactly("system-cluster-critical", "priorityClassName"),
          exactly("linux", "nodeSelector", "kubernetes.io/os"),
          exactly("false", "serviceMonitor", "enabled"),
          name("controller", "image", "tag"),
          exactly("", "controller", "image", "digest"),
          amount(MOST_CORES, "controller", "resources", "requests", "cpu"),
          amount(MOST_BYTES, "controller", "resources", "requests", "memory"),
          amount(MOST_BYTES, "controller", "resources", "limits", "memory"),
          name("settings", "clusterName"),
          name("settings", "interruptionQueue"),
          exactly("true", "settings", "eksControlPlane"),
          exactly("true", "settings", "featureGates", "spotToSpotConsolidation"));

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "The chart's defaults are another platform's: without a queue no interruption is seen, without the feature gate no spot"
            + " node is replaced by a cheaper one, and a rollout that adds a pod first never ends on two nodes.",
        "Write the value as the finding says, in gitops/argo/applications/karpenter.yaml.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var application : Rendered.objects(promised, "Application")) {
      var source = application.yaml().findMapping("spec", "source");
      if (source.flatMap(each -> each.findText("chart")).equals(Optional.of(CHART))) {
        check(application, source.get(), findings);
      } else if (source.flatMap(each -> each.findText("chart")).equals(Optional.of(DEFINITIONS))) {
        checkDefinitions(source.get(), findings);
      }
    }
    return findings;
  }

  /** A definition that goes takes every node along. */
  private void checkDefinitions(YamlMapping source, List<Finding> findings) {
    String[] keys = {
      "helm", "valuesObject", "additionalAnnotations", "argocd.argoproj.io/sync-options"
    };
    if (!Rendered.written(source, keys).equals(Optional.of(KEPT))) {
      add(
          source.locationOf(keys),
          "its definitions may be pruned or deleted",
          "write the annotation argocd.argoproj.io/sync-options: " + KEPT,
          findings);
    }
  }

  private void check(Manifest application, YamlMapping source, List<Finding> findings) {
    if (!source.findText("helm", "releaseName").equals(Optional.of(CHART))) {
      add(
          source.locationOf("helm", "releaseName"),
          "releaseName is not " + CHART,
          "write " + CHART + ", by which roles and policies know it",
          findings);
    }
    if (!Rendered.written(source, "helm", "skipCrds").equals(Optional.of("true"))) {
      add(
          source.locationOf("helm", "skipCrds"),
          "the chart's own copies of the definitions are applied beside those of " + DEFINITIONS,
          "write helm.skipCrds: true",
          findings);
    }
    var values = source.findMapping("helm", "valuesObject");
    if (values.isEmpty()) {
      add(application.location(), "has no values", "write helm.valuesObject", findings);
      return;
    }
    for (var wanted : VALUES) {
      var keys = wanted.keys().toArray(String[]::new);
      var value = values.get().findAt(keys);
      if (value.filter(wanted.is()).isEmpty()) {
        add(
            values.get().locationOf(keys),
            "%s is %s"
                .formatted(
                    String.join(".", keys),
                    value
                        .flatMap(Rendered::written)
                        .map(text -> "'" + text + "'")
                        .orElse("not said")),
            "write " + wanted.words(),
            findings);
      }
    }
    checkLimit(values.get(), findings);
    checkTolerations(values.get(), findings);
    boolean namesRegion =
        Rendered.itemsOf(values.get(), "controller", "env").stream()
            .filter(each -> each.findText("name").equals(Optional.of("AWS_REGION")))
            .anyMatch(each -> each.findText("value").filter(text -> !text.isBlank()).isPresent());
    if (!namesRegion) {
      add(
          values.get().locationOf("controller", "env"),
          "controller.env does not name the region",
          "write AWS_REGION: pods cannot ask the instance",
          findings);
    }
  }

  private void checkLimit(YamlMapping values, List<Finding> findings) {
    var request = amountAt(values, "requests");
    var limit = amountAt(values, "limits");
    if (request.isPresent()
        && limit.isPresent()
        && limit.get().compareTo(request.get().multiply(MOST_OVER_REQUEST)) > 0) {
      add(
          values.locationOf("controller", "resources", "limits", "memory"),
          "may use more than four times the memory that it requests",
          "lower the limit, or request what is used",
          findings);
    }
  }

  private static Optional<BigDecimal> amountAt(YamlMapping values, String part) {
    return values
        .findAt("controller", "resources", part, "memory")
        .map(Quantity::from)
        .map(Quantity::amount);
  }

  /** Both leave a lost node soon: the default of five minutes is without a Karpenter. */
  private void checkTolerations(YamlMapping values, List<Finding> findings) {
    for (var toleration : Rendered.itemsOf(values, "tolerations")) {
      findings.addAll(toleration.unknownKeys(id(), KEYS_OF_TOLERATIONS));
      if (!isWritten(toleration, "key", "[a-z0-9./-]+")
          || !isWritten(toleration, "operator", "Equal|Exists")
          || !isWritten(toleration, "effect", "NoSchedule|NoExecute")) {
        add(
            toleration.location(),
            "a toleration is none that the API server takes",
            "write key, operator Equal or Exists, and effect NoSchedule or NoExecute",
            findings);
      }
    }
    for (var condition : List.of("not-ready", "unreachable")) {
      boolean leaves =
          Rendered.itemsOf(values, "tolerations").stream()
              .filter(
                  each ->
                      each.findText("key").equals(Optional.of("node.kubernetes.io/" + condition)))
              .filter(each -> each.findText("operator").equals(Optional.of("Exists")))
              .filter(each -> each.findText("effect").equals(Optional.of("NoExecute")))
              .flatMap(each -> each.findInteger("tolerationSeconds").stream())
              .anyMatch(seconds -> seconds > 0 && seconds < MOST_SECONDS);
      if (!leaves) {
        add(
            values.locationOf("tolerations"),
            "tolerations do not say when it leaves a node that is " + condition,
            "write one with operator Exists, effect NoExecute and tolerationSeconds below 300",
            findings);
      }
    }
  }

  private static boolean isWritten(YamlMapping toleration, String key, String form) {
    return Rendered.written(toleration, key).filter(text -> text.matches(form)).isPresent();
  }

  private void add(Location place, String problem, String remedy, List<Finding> findings) {
    findings.add(Finding.error(id(), place, "Karpenter's chart: " + problem, remedy));
  }

  private static Wanted exactly(String text, String... keys) {
    return new Wanted(
        text.isEmpty() ? "\"\"" : text,
        value -> Rendered.written(value).equals(Optional.of(text)),
        List.of(keys));
  }

  private static Wanted number(String number, String... keys) {
    var wanted = exactly(number, keys);
    return new Wanted(
        number,
        value ->
            wanted.is().test(value)
                && value instanceof YamlScalar scalar
                && scalar.kind() == YamlScalar.Kind.INTEGER,
        List.of(keys));
  }

  private static Wanted name(String... keys) {
    return new Wanted(
        "its name",
        value -> Rendered.written(value).filter(text -> TEXT.matcher(text).matches()).isPresent(),
        List.of(keys));
  }

  private static Wanted amount(BigDecimal most, String... keys) {
    return new Wanted(
        "an amount above 0 that a bootstrap node offers",
        value -> isWithin(value, most),
        List.of(keys));
  }

  private static boolean isWithin(YamlNode value, BigDecimal most) {
    try {
      var amount = Quantity.from(value).amount();
      return amount.signum() > 0 && amount.compareTo(most) <= 0;
    } catch (ManifestException noQuantity) {
      return false;
    }
  }
}
