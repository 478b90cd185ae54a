package platform.model.verification;

import java.util.List;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.platform.Platform;

/** A file that no kustomization and no Application leads to looks like a promise and is none. */
public final class EveryFileIsReferenced implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "The file looks like a promise and never reaches a cluster.",
        "Name it in a kustomization, or remove it.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    return promised.references().unreferenced().stream()
        .map(
            file ->
                Finding.error(
                    id(),
                    new Location(file, 1),
                    "nothing refers to the file, so it never reaches a cluster",
                    "name it in a kustomization, or remove it"))
        .toList();
  }
}
