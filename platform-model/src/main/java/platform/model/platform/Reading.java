package platform.model.platform;

import java.util.List;
import platform.model.findings.Finding;

/** What was read of a tree: the picture as far as it could be made, and what stood in the way. */
public record Reading(Platform platform, List<Finding> findings) {
  public Reading {
    findings = findings.stream().sorted().distinct().toList();
  }
}
