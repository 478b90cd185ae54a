package platform.model.verification;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import platform.model.capacity.GoDuration;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/**
 * Each Application says how often and how fast it tries again, and does so on the newest commit.
 */
public final class ApplicationsRetryAtASteadyPace implements TreeRule {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final BigDecimal MOST = BigDecimal.TEN;
  private static final BigDecimal LEAST_LIMIT = BigDecimal.ONE.negate();

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Argo CD tries a failed sync five times on the same commit and then never again: a commit that heals it is not looked at,"
            + " and a pause that grows without end looks the same.",
        "Write spec.syncPolicy.retry with limit, refresh: true and a backoff of at most an hour.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    Rendered.objects(promised, "Application").forEach(each -> check(each, each.yaml(), findings));
    for (var set : Rendered.objects(promised, "ApplicationSet")) {
      set.yaml()
          .findMapping("spec", "template")
          .ifPresent(template -> check(set, template, findings));
      for (var generator : Rendered.itemsOf(set.yaml(), "spec", "generators")) {
        generator
            .findMapping("git")
            .ifPresent(
                git ->
                    checkNumber(
                        set,
                        git,
                        BigDecimal.ONE,
                        BigDecimal.valueOf(LONGEST.toSeconds()),
                        findings,
                        "requeueAfterSeconds"));
      }
    }
    return findings;
  }

  private void check(Manifest object, YamlMapping application, List<Finding> findings) {
    var retry = application.findMapping("spec", "syncPolicy", "retry");
    if (retry.isEmpty()) {
      findings.add(
          finding(object, application, "does not say how it tries again", "spec", "syncPolicy"));
      return;
    }
    checkNumber(object, retry.get(), LEAST_LIMIT, MOST, findings, "limit");
    if (!Rendered.written(retry.get(), "refresh").equals(Optional.of("true"))) {
      findings.add(
          finding(object, retry.get(), "tries again on the commit that failed", "refresh"));
    }
    checkNumber(object, retry.get(), BigDecimal.ONE, MOST, findings, "backoff", "factor");
    var first = duration(object, retry.get(), findings, "duration");
    var last = duration(object, retry.get(), findings, "maxDuration");
    if (first.isPresent() && last.isPresent() && first.get().compareTo(last.get()) > 0) {
      findings.add(
          finding(
              object,
              retry.get(),
              "waits longer before its second attempt than it ever may",
              "backoff",
              "duration"));
    }
  }

  private void checkNumber(
      Manifest object,
      YamlMapping yaml,
      BigDecimal least,
      BigDecimal most,
      List<Finding> findings,
      String... keys) {
    var number = Rendered.written(yaml, keys).filter(text -> text.matches("-?[0-9]+"));
    boolean isWithin =
        number
            .map(BigDecimal::new)
            .filter(each -> each.compareTo(least) >= 0 && each.compareTo(most) <= 0)
            .filter(each -> each.signum() != 0)
            .isPresent();
    if (!isWithin) {
      findings.add(
          finding(
              object,
              yaml,
              "has %s %s, expected %s to %s"
                  .formatted(String.join(".", keys), number.orElse("unsaid"), least, most),
              keys));
    }
  }

  private Optional<Duration> duration(
      Manifest object, YamlMapping retry, List<Finding> findings, String key) {
    var value = retry.findAt("backoff", key);
    Optional<Duration> duration;
    try {
      duration = value.map(GoDuration::of);
    } catch (ManifestException noDuration) {
      duration = Optional.empty();
    }
    if (duration.filter(each -> !each.isZero() && each.compareTo(LONGEST) <= 0).isEmpty()) {
      findings.add(
          finding(
              object,
              retry,
              "has backoff.%s %s, expected a time of at most an hour"
                  .formatted(key, value.flatMap(Rendered::written).orElse("unsaid")),
              "backoff",
              key));
      return Optional.empty();
    }
    return duration;
  }

  private Finding finding(Manifest object, YamlMapping yaml, String problem, String... keys) {
    return Finding.error(
        id(),
        yaml.locationOf(keys),
        "%s '%s' %s".formatted(object.kind(), object.name(), problem),
        "write retry with limit, refresh: true and backoff, as in gitops/argo/applications");
  }
}
