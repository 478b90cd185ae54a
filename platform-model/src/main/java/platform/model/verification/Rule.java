package platform.model.verification;

import java.util.List;
import platform.model.findings.Finding;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.Platform;

/** A promise of the tree that the running platform must keep; its class name is the sentence. */
public interface Rule {
  /** The class name in kebab case. */
  default String id() {
    return RuleName.of(getClass());
  }

  List<Finding> check(Platform promised, ObservedPlatform observed);
}
