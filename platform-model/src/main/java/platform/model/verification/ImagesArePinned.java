package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import platform.model.findings.Finding;
import platform.model.platform.Platform;

/** Each container names one version of its image. */
public final class ImagesArePinned implements TreeRule {
  // A digest, or a tag that has a number in it; a colon before the last slash is a port.
  private static final Pattern PINNED =
      Pattern.compile(".+@sha256:[0-9a-f]{64}|.+:(?!latest$)[^/:]*[0-9][^/:]*");

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Without a tag, or with latest, a pod that restarts may be another program.",
        "Write a version as tag, or a digest.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var pods : Rendered.pods(promised)) {
      for (var container : pods.allContainers()) {
        container
            .findText("image")
            .filter(image -> !PINNED.matcher(image).matches())
            .ifPresent(
                image ->
                    findings.add(
                        Finding.error(
                            id(),
                            container.locationOf("image"),
                            "container '%s' of %s runs image '%s', which is no single version"
                                .formatted(
                                    container.findText("name").orElse("?"), pods.describe(), image),
                            "write a version as tag, or a digest")));
      }
    }
    return findings;
  }
}
