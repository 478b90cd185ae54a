package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import platform.model.findings.Finding;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/** Each Application that installs a chart names one version of it. */
public final class ChartsArePinned implements TreeRule {
  private static final Pattern VERSION =
      Pattern.compile("v?[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?");

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A range or none at all takes what was published last: two syncs of one commit differ.",
        "Write targetRevision as a full version.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var application : Rendered.objects(promised, "Application")) {
      var sources =
          new ArrayList<YamlMapping>(Rendered.itemsOf(application.yaml(), "spec", "sources"));
      application.yaml().findMapping("spec", "source").ifPresent(sources::add);
      for (var source : sources) {
        boolean isPinned =
            source
                .findText("targetRevision")
                .filter(each -> VERSION.matcher(each).matches())
                .isPresent();
        if (source.find("chart").isPresent() && !isPinned) {
          findings.add(
              Finding.error(
                  id(),
                  source.locationOf("targetRevision"),
                  "Application '%s' takes chart '%s' at '%s', which is no single version"
                      .formatted(
                          application.name(),
                          source.text("chart"),
                          source.findText("targetRevision").orElse("")),
                  "write a full version such as 1.15.0"));
        }
      }
    }
    return findings;
  }
}
