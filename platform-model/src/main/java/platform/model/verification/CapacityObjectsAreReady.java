package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.observed.ObservedObject;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.Platform;

/**
 * Every NodePool and EC2NodeClass that the tree declares exists, and all of Karpenter's are ready.
 */
public final class CapacityObjectsAreReady implements Rule {
  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    var places = new TreeMap<String, Location>();
    promised
        .nodePools()
        .values()
        .forEach(pool -> places.put(key("NodePool", pool.name()), pool.location()));
    promised
        .nodeClasses()
        .values()
        .forEach(each -> places.put(key("EC2NodeClass", each.name()), each.location()));
    var findings = new ArrayList<Finding>();
    places.forEach(
        (key, place) -> {
          if (observed.capacityObjects().stream().noneMatch(each -> key(each).equals(key))) {
            findings.add(
                Finding.error(
                    id(),
                    place,
                    key + " does not exist in the cluster",
                    "look at the Application for capacity: it has not applied this file"));
          }
        });
    observed.capacityObjects().stream()
        .filter(each -> !each.ready())
        .map(each -> notReady(promised, each, Optional.ofNullable(places.get(key(each)))))
        .forEach(findings::add);
    return findings;
  }

  private Finding notReady(Platform promised, ObservedObject object, Optional<Location> place) {
    var problem =
        key(object)
            + " is not ready"
            + object.message().map(message -> ": " + message).orElse(", and it does not say why");
    if (object.kind().equals("EC2NodeClass") && place.isPresent()) {
      var nodeClass = promised.nodeClasses().get(object.name());
      return Finding.error(
          id(),
          isAboutTheRole(object) ? nodeClass.roleLocation() : nodeClass.location(),
          problem,
          "compare role, subnet, security group and AMI terms with what the account has; nodeRole and clusterName stand in %s"
              .formatted(promised.settings().location().file()));
    }
    var remedy =
        object.kind().equals("NodeClaim")
            ? "look at the NodeClaim's conditions: launch, registration or initialisation failed"
            : "look at its node class first, then at its conditions";
    return new Finding(id(), platform.model.findings.Severity.ERROR, place, problem, remedy);
  }

  private static boolean isAboutTheRole(ObservedObject object) {
    return object
        .message()
        .filter(message -> message.matches("(?is).*(role|instance ?profile|unauthori[sz]ed).*"))
        .isPresent();
  }

  private static String key(ObservedObject object) {
    return key(object.kind(), object.name());
  }

  private static String key(String kind, String name) {
    return kind + " '" + name + "'";
  }
}
