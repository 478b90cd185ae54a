package platform.model.verification;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import platform.model.capacity.GoDuration;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlNode;
import platform.model.platform.Platform;

/**
 * Each NodePool says when its nodes expire and when they are given back, and makes them from a node
 * class that there is; no load balancer holds on to them.
 */
public final class NodePoolsRenewTheirNodes implements TreeRule {
  private static final Duration OLDEST = Duration.ofDays(30);
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);
  private static final String NO_TARGET = "node.kubernetes.io/exclude-from-external-load-balancers";

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "What is left out is a default that nobody chose; a node that grows old runs the image of its first day, one that is given"
            + " back late is paid for empty, and a pool whose node class does not exist starts none.",
        "Write expireAfter (at most 720h, or Never), consolidateAfter (at most 24h, or Never), the name of an EC2NodeClass, and"
            + " the label.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var classes =
        new Choices(
            Rendered.objects(promised, "EC2NodeClass").stream().map(Manifest::name).toList());
    for (var pool : Rendered.objects(promised, "NodePool")) {
      checkTime(pool, OLDEST, findings, "spec", "template", "spec", "expireAfter");
      checkTime(pool, LONGEST_WAIT, findings, "spec", "disruption", "consolidateAfter");
      String[] reference = {"spec", "template", "spec", "nodeClassRef", "name"};
      var name = Rendered.written(pool.yaml(), reference).orElse("");
      if (promised.isComplete() && !classes.words().contains(name)) {
        add(
            pool,
            "makes nodes of the class '%s', which does not exist".formatted(name),
            classes.remedyFor(name, "classes"),
            findings,
            reference);
      }
      String[] label = {"spec", "template", "metadata", "labels", NO_TARGET};
      if (!Rendered.written(pool.yaml(), label).equals(Optional.of("true"))) {
        add(
            pool,
            "makes nodes that a load balancer sends requests to",
            "write the label %s: \"true\"".formatted(NO_TARGET),
            findings,
            label);
      }
    }
    return findings;
  }

  private void checkTime(Manifest pool, Duration most, List<Finding> findings, String... keys) {
    var value = pool.yaml().findAt(keys);
    boolean isSaid =
        value.flatMap(Rendered::written).equals(Optional.of("Never"))
            || value
                .flatMap(NodePoolsRenewTheirNodes::duration)
                .filter(each -> each.compareTo(most) <= 0)
                .isPresent();
    if (!isSaid) {
      add(
          pool,
          "has %s %s"
              .formatted(keys[keys.length - 1], value.flatMap(Rendered::written).orElse("unsaid")),
          "write at most %dh".formatted(most.toHours()),
          findings,
          keys);
    }
  }

  private static Optional<Duration> duration(YamlNode value) {
    try {
      return Optional.of(GoDuration.of(value));
    } catch (ManifestException noDuration) {
      return Optional.empty();
    }
  }

  private void add(
      Manifest pool, String problem, String remedy, List<Finding> findings, String... keys) {
    findings.add(
        Finding.error(
            id(),
            pool.yaml().locationOf(keys),
            "NodePool '%s' %s".formatted(pool.name(), problem),
            remedy));
  }
}
