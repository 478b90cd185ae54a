package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import platform.model.findings.Finding;
import platform.model.platform.Platform;

/** Each node class names the machine image that it starts, by a version. */
public final class MachineImagesArePinned implements TreeRule {
  private static final Pattern ALIAS = Pattern.compile("[a-z0-9]+@v[0-9]{8}|bottlerocket@v[0-9.]+");

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "With latest, or with a tag, every node is replaced the day that somebody publishes an image.",
        "Name an alias with a version, such as al2023@v20261101, or an image by its id.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var nodeClass : Rendered.objects(promised, "EC2NodeClass")) {
      for (var term : Rendered.itemsOf(nodeClass.yaml(), "spec", "amiSelectorTerms")) {
        boolean isPinned =
            term.findText("id").isPresent()
                || term.findText("alias").filter(each -> ALIAS.matcher(each).matches()).isPresent();
        if (!isPinned) {
          findings.add(
              Finding.error(
                  id(),
                  term.location(),
                  "EC2NodeClass '%s' takes whatever image matches %s"
                      .formatted(nodeClass.name(), String.join(" ", term.allTexts().toList())),
                  "pin it by alias and version, such as al2023@v20261101, or by id"));
        }
      }
    }
    return findings;
  }
}
