package platform.model.verification;

import java.util.List;
import platform.model.findings.Finding;
import platform.model.platform.Platform;

/** A promise that the tree alone must keep; its class name is the sentence. */
public interface TreeRule {
  /** The class name in kebab case. */
  default String id() {
    return RuleName.of(getClass());
  }

  List<Finding> check(Platform promised);

  /** What the rule is for, as its documentation says. */
  Explanation explanation();
}
