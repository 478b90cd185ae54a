package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.platform.Delivery;
import platform.model.platform.Platform;

/** No two Applications bring the same object. */
public final class EachObjectHasOneApplication implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Two Applications that bring the same object take it from each other for ever, and pruning one deletes it from both.",
        "Keep the object in one of the two.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var owners = new TreeMap<String, Delivery>();
    var clusterWide = clusterWide(promised);
    for (var delivery : promised.deliveries()) {
      // Step two of the bootstrap applies by hand what the root Application then keeps.
      if (delivery.project().isEmpty()) {
        continue;
      }
      for (var object : delivery.objects()) {
        var first = owners.putIfAbsent(identity(delivery, object, clusterWide), delivery);
        if (first != null && !first.application().equals(delivery.application())) {
          findings.add(
              Finding.error(
                  id(),
                  object.location(),
                  "Applications '%s' and '%s' both bring %s '%s'"
                      .formatted(
                          first.application(),
                          delivery.application(),
                          object.kind(),
                          object.name()),
                  "keep it in one of them"));
        }
      }
    }
    return findings;
  }

  /** The kinds that have no namespace, as far as a project had to list them. */
  private static Set<String> clusterWide(Platform promised) {
    return Rendered.objects(promised, "AppProject").stream()
        .flatMap(
            project ->
                Rendered.itemsOf(project.yaml(), "spec", "clusterResourceWhitelist").stream())
        .flatMap(each -> each.findText("kind").stream())
        .collect(Collectors.toSet());
  }

  private static String identity(Delivery delivery, Manifest object, Set<String> clusterWide) {
    return String.join(
        " ",
        object.apiVersion().replaceFirst("/?[^/]*$", ""),
        object.kind(),
        clusterWide.contains(object.kind()) ? "" : delivery.namespaceOf(object).orElse(""),
        object.name());
  }
}
