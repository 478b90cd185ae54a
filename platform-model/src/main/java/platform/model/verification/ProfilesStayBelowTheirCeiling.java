package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import platform.model.capacity.NodePool;
import platform.model.capacity.Profile;
import platform.model.findings.Finding;
import platform.model.platform.Platform;
import platform.model.pricing.Catalogue;
import platform.model.pricing.InstanceChoice;
import platform.model.pricing.WorstCase;

/** What the capacity of a profile can cost at most stays below what its profile.yaml allows. */
public final class ProfilesStayBelowTheirCeiling implements TreeRule {
  private final Function<String, Catalogue> catalogues;

  /**
   * @param catalogues region to what it costs
   */
  public ProfilesStayBelowTheirCeiling(Function<String, Catalogue> catalogues) {
    this.catalogues = catalogues;
  }

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A higher limit or a dearer type raises what a runaway workload can cost, and nobody decided that it may.",
        "Lower the limits, exclude the dear types, or raise maxHourlyUsd in profile.yaml: that is the decision.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var profile : promised.profiles().values()) {
      Rendered.nodePoolOf(profile, promised)
          .flatMap(pool -> check(profile, pool, promised))
          .ifPresent(findings::add);
    }
    return findings;
  }

  private Optional<Finding> check(Profile profile, NodePool pool, Platform promised) {
    if (profile.maxHourlyUsd().isEmpty()) {
      return Optional.of(
          Finding.error(
              id(),
              profile.location(),
              "profile '%s' has no ceiling on what it may cost".formatted(profile.name()),
              "write spec.maxHourlyUsd"));
    }
    var catalogue = catalogues.apply(promised.settings().value("region"));
    var ceiling = profile.maxHourlyUsd().get();
    // Without both limits there is no worst case to speak of, which is another rule's finding.
    if (!pool.limits().keySet().containsAll(List.of("cpu", "memory"))) {
      return Optional.empty();
    }
    return WorstCase.of(pool, InstanceChoice.of(pool, catalogue))
        .filter(worst -> worst.hourly().compareTo(ceiling.amount()) > 0)
        .map(
            worst ->
                Finding.error(
                    id(),
                    ceiling.location(),
                    "profile '%s' can cost %s USD an hour (%s), it may cost %s"
                        .formatted(
                            profile.name(),
                            worst.hourly().toPlainString(),
                            worst.shares().stream()
                                .map(share -> share.nodes() + " x " + share.type().name())
                                .collect(Collectors.joining(", ")),
                            ceiling.amount().toPlainString()),
                    "lower the limits of NodePool '%s', exclude dear types, or raise the ceiling"
                        .formatted(pool.name())));
  }
}
