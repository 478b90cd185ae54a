package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import platform.model.capacity.NodePool;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.platform.Platform;
import platform.model.pricing.Catalogue;
import platform.model.pricing.InstanceChoice;

/**
 * Each spot NodePool leaves Karpenter enough to choose from: types, families and zones that are
 * really offered, not only asked for.
 */
public final class SpotPoolsAreDiverse implements TreeRule {
  private static final int FEWEST_FAMILIES = 5;
  private static final int FEWEST_ZONES = 2;
  private static final String CAPACITY_TYPE = "karpenter.sh/capacity-type";

  private final Function<String, Catalogue> catalogues;

  /**
   * @param catalogues region to what it offers
   */
  public SpotPoolsAreDiverse(Function<String, Catalogue> catalogues) {
    this.catalogues = catalogues;
  }

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A spot pool with few machines to choose from is interrupted often and all at once, and Karpenter replaces a"
            + " spot node by a cheaper one only where it has 15 cheaper types: the 15 cheapest are never given up.",
        "Widen the requirements: more categories, generations or sizes; the finding says what is left of the"
            + " catalogue in catalogue/.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var object : Rendered.objects(promised, "NodePool")) {
      var pool = NodePool.from(object);
      boolean isSpot =
          pool.requirementsOn(CAPACITY_TYPE).stream()
              .anyMatch(each -> each.operator().equals("In") && each.values().contains("spot"));
      if (isSpot) {
        var catalogue = catalogues.apply(promised.settings().value("region"));
        check(object, pool, InstanceChoice.of(pool, catalogue), findings);
      }
    }
    return findings;
  }

  private void check(
      Manifest object, NodePool pool, InstanceChoice choice, List<Finding> findings) {
    int types = choice.candidates().size();
    var lacking = new ArrayList<String>();
    if (types <= InstanceChoice.SPOT_TO_SPOT_TYPES) {
      lacking.add(
          "%d types, so that none has the %d cheaper ones that Karpenter asks for"
              .formatted(types, InstanceChoice.SPOT_TO_SPOT_TYPES));
    }
    if (choice.families().size() < FEWEST_FAMILIES) {
      lacking.add(
          "%d families (%s) where %d are needed"
              .formatted(
                  choice.families().size(), String.join(", ", choice.families()), FEWEST_FAMILIES));
    }
    if (choice.zones().size() < FEWEST_ZONES) {
      lacking.add("%d zones where %d are needed".formatted(choice.zones().size(), FEWEST_ZONES));
    }
    choice.flexibility().stream()
        .filter(each -> !each.isMet())
        .map(
            each ->
                "%d values of %s where minValues asks for %d"
                    .formatted(each.found(), each.key(), each.needed()))
        .forEach(lacking::add);
    if (!lacking.isEmpty()) {
      findings.add(
          Finding.error(
              id(),
              object.yaml().locationOf("spec", "template", "spec", "requirements"),
              "NodePool '%s' leaves %s".formatted(pool.name(), String.join("; ", lacking)),
              "widen its requirements"));
    }
  }
}
