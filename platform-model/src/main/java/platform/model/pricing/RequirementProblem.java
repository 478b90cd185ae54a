package platform.model.pricing;

import java.util.List;
import platform.model.capacity.NodePool.Requirement;
import platform.model.manifests.ManifestException;

/** What is said of a requirement that Karpenter would refuse. */
final class RequirementProblem {
  private static final List<String> OPERATORS =
      List.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte");

  private RequirementProblem() {}

  static ManifestException of(Requirement requirement, String problem) {
    return new ManifestException(
        requirement.location(),
        "the requirement on '%s' by '%s': %s"
            .formatted(requirement.key(), requirement.operator(), problem),
        "operators: "
            + String.join(", ", OPERATORS)
            + "; those that compare take one whole number");
  }
}
