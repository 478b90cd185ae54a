package platform.model.verification;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import platform.model.capacity.Quantity;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/**
 * Each container has an end in memory near what it requests and a root that it can't write to; one
 * that runs on says by probes whether it serves and whether it lives.
 *
 * <p>Argo CD's own manifests are taken as they come, but for the resources that the tree gives
 * them.
 */
public final class EveryContainerIsProbedAndLimited implements TreeRule {
  private static final BigDecimal MOST_OVER_REQUEST = BigDecimal.valueOf(4);
  private static final int MOST_SECONDS = 600;

  /** Kubernetes' defaults. */
  private static final int PERIOD = 10;

  private static final int FAILURES = 3;
  private static final Set<String> RUN_ON = Set.of("Deployment", "StatefulSet");
  private static final String BASE_OF_OTHERS = "gitops/bootstrap/argocd";

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A container without a limit takes the memory that its neighbours requested, and the kernel ends one of them; one"
            + " without probes gets requests before it can answer, and hangs for ever.",
        "Write resources.limits.memory, at most four times the request, readinessProbe and livenessProbe with a handler each,"
            + " and securityContext.readOnlyRootFilesystem.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var pods : Rendered.pods(promised)) {
      for (var container : pods.containers()) {
        checkLimit(pods, container, findings);
        if (!pods.delivery().folder().equals(BASE_OF_OTHERS)) {
          checkProbes(pods, container, findings);
          checkRoot(pods, container, findings);
        }
      }
    }
    return findings;
  }

  private void checkLimit(Rendered.Pods pods, YamlMapping container, List<Finding> findings) {
    var limit = container.findAt("resources", "limits", "memory");
    var request = container.findAt("resources", "requests", "memory").map(Quantity::from);
    if (limit.isEmpty()) {
      findings.add(
          finding(
              pods,
              container,
              "has no limit of memory",
              "write resources.limits.memory",
              "resources",
              "limits",
              "memory"));
    } else if (request.isPresent()
        && Quantity.from(limit.get())
                .amount()
                .compareTo(request.get().amount().multiply(MOST_OVER_REQUEST))
            > 0) {
      findings.add(
          finding(
              pods,
              container,
              "may use more than four times the memory that it requests",
              "lower the limit, or request what is used",
              "resources",
              "limits",
              "memory"));
    }
  }

  private void checkProbes(Rendered.Pods pods, YamlMapping container, List<Finding> findings) {
    if (!RUN_ON.contains(pods.object().kind())) {
      return;
    }
    for (var probe : List.of("readinessProbe", "livenessProbe")) {
      boolean asks =
          List.of("httpGet", "tcpSocket", "exec", "grpc").stream()
              .anyMatch(way -> container.findAt(probe, way).isPresent());
      boolean asksNoPath =
          container.findAt(probe, "httpGet").isPresent()
              && Rendered.written(container, probe, "httpGet", "path")
                  .filter(each -> each.matches("/\\S*"))
                  .isEmpty();
      if (!asks || asksNoPath) {
        findings.add(
            finding(
                pods,
                container,
                asks ? "is asked for no path by its " + probe : "has no " + probe,
                "write one with httpGet, tcpSocket, exec or grpc",
                probe,
                "httpGet",
                "path"));
      }
      checkPatience(pods, container, probe, findings);
    }
  }

  private void checkPatience(
      Rendered.Pods pods, YamlMapping container, String probe, List<Finding> findings) {
    var seconds =
        number(container, 0, probe, "initialDelaySeconds")
            + number(container, PERIOD, probe, "periodSeconds")
                * number(container, FAILURES, probe, "failureThreshold");
    if (seconds > MOST_SECONDS) {
      findings.add(
          finding(
              pods,
              container,
              "is waited for %d s by its %s".formatted(seconds, probe),
              "notice within %d s".formatted(MOST_SECONDS),
              probe));
    }
  }

  private static long number(YamlMapping container, long otherwise, String... keys) {
    return Rendered.written(container, keys)
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(Long::parseLong)
        .orElse(otherwise);
  }

  private void checkRoot(Rendered.Pods pods, YamlMapping container, List<Finding> findings) {
    if (!Rendered.written(container, "securityContext", "readOnlyRootFilesystem")
        .equals(Optional.of("true"))) {
      findings.add(
          finding(
              pods,
              container,
              "can write to its image's files",
              "write securityContext.readOnlyRootFilesystem: true, and mount an emptyDir where it writes",
              "securityContext",
              "readOnlyRootFilesystem"));
    }
  }

  private Finding finding(
      Rendered.Pods pods, YamlMapping container, String problem, String remedy, String... keys) {
    Location place = container.locationOf(keys);
    return Finding.error(
        id(),
        place.line() == 1 ? pods.object().location() : place,
        "container '%s' of %s %s"
            .formatted(container.findText("name").orElse("?"), pods.describe(), problem),
        remedy);
  }
}
