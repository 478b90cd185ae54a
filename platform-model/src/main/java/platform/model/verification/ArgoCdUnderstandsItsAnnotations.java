package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/** What an object tells Argo CD by annotations are words that Argo CD knows. */
public final class ArgoCdUnderstandsItsAnnotations implements TreeRule {
  private static final String GROUP = "argocd.argoproj.io/";

  /** https://argo-cd.readthedocs.io/en/release-3.2/user-guide/annotations-and-labels/ */
  private static final Map<String, Pattern> ANNOTATIONS =
      new TreeMap<>(
          Map.of(
              "sync-wave", Pattern.compile("-?[0-9]{1,9}"),
              "sync-options",
                  Pattern.compile(
                      "((Prune|Delete)=(false|confirm)|Validate=false|SkipDryRunOnMissingResource=true"
                          + "|(Replace|Force|ServerSideApply|PruneLast)=(true|false))"
                          + "(\\s*,\\s*(Prune|Delete|Validate|SkipDryRunOnMissingResource|Replace|Force"
                          + "|ServerSideApply|PruneLast)=(true|false|confirm))*"),
              "compare-options",
                  Pattern.compile(
                      "(IgnoreExtraneous|ServerSideDiff=(true|false)|IncludeMutationWebhook=true)(,[A-Za-z=]+)*"),
              "hook",
                  Pattern.compile(
                      "(PreSync|Sync|PostSync|SyncFail|PreDelete|PostDelete|Skip)(,[A-Za-z]+)*"),
              "hook-delete-policy",
                  Pattern.compile("(HookSucceeded|HookFailed|BeforeHookCreation)(,[A-Za-z]+)*"),
              "manifest-generate-paths", Pattern.compile(".+"),
              "ignore-healthcheck", Pattern.compile("true|false"),
              "refresh", Pattern.compile("normal|hard")));

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Argo CD ignores an annotation that it does not know, and a wave that is no number: the order or the"
            + " protection that was meant is silently not there.",
        "Write the annotation as the finding says.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var delivery : promised.deliveries()) {
      for (var object : delivery.objects()) {
        object
            .yaml()
            .findMapping("metadata", "annotations")
            .ifPresent(annotations -> check(annotations, findings));
      }
    }
    return findings;
  }

  private void check(YamlMapping annotations, List<Finding> findings) {
    for (var entry : annotations.entries().values()) {
      if (!entry.key().startsWith(GROUP)) {
        continue;
      }
      var name = entry.key().substring(GROUP.length());
      var form = ANNOTATIONS.get(name);
      var value = Rendered.written(entry.value()).orElse("");
      if (form == null) {
        findings.add(
            Finding.error(
                id(),
                entry.location(),
                "Argo CD knows no annotation '%s'".formatted(entry.key()),
                new Choices(ANNOTATIONS.keySet()).remedyFor(name, GROUP)));
      } else if (!form.matcher(value).matches()) {
        findings.add(
            Finding.error(
                id(),
                entry.location(),
                "'%s' is '%s', which Argo CD ignores".formatted(entry.key(), value),
                "write one that matches " + form));
      }
    }
  }
}
