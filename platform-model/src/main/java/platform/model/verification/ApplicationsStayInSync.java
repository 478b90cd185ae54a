package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/**
 * Each Application says what it brings and where to, heals what is changed by hand, and says
 * whether it prunes; a namespace that it goes to is made by somebody.
 */
public final class ApplicationsStayInSync implements TreeRule {
  private static final String HERE = "https://kubernetes.default.svc";
  private static final String POD_SECURITY = "pod-security.kubernetes.io/enforce";
  private static final Set<String> LEVELS = Set.of("baseline", "restricted");
  private static final String MISSING_IS_WRONG = "missingkey=error";
  private static final String CREATES = "CreateNamespace=true";
  private static final String SERVER_SIDE = "ServerSideApply=true";
  private static final Set<String> OPTIONS =
      Set.of(CREATES, SERVER_SIDE, "PruneLast=true", "ApplyOutOfSyncOnly=true");

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Without selfHeal a change by hand stays until somebody looks; without a source or a namespace that is there Argo CD"
            + " applies nothing; and what is left out (pruning, the field manager) falls back to a default that nobody chose.",
        "Write it as the other Applications of gitops/argo have it.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var applications = Rendered.objects(promised, "Application");
    var namespaces = namespaces(promised, applications);
    for (var application : applications) {
      check(application, application.yaml(), findings);
      if (promised.isComplete()) {
        checkNamespace(application, namespaces, findings);
      }
    }
    for (var set : Rendered.objects(promised, "ApplicationSet")) {
      set.yaml()
          .findMapping("spec", "template")
          .ifPresent(template -> check(set, template, findings));
      checkTemplate(set, findings);
    }
    return findings;
  }

  /** Made for each element, so what differs between elements must be a template's. */
  private void checkTemplate(Manifest set, List<Finding> findings) {
    require(
        set,
        set.yaml(),
        "true",
        "would read its templates as plain text: spec.goTemplate",
        findings,
        "spec",
        "goTemplate");
    if (!Rendered.textsOf(set.yaml(), "spec", "goTemplateOptions").contains(MISSING_IS_WRONG)) {
      findings.add(
          finding(
              set,
              set.yaml(),
              "writes '<no value>' for what is missing",
              "add the option " + MISSING_IS_WRONG,
              "spec",
              "goTemplateOptions"));
    }
    for (var keys :
        List.of(
            List.of("metadata", "name"),
            List.of("spec", "project"),
            List.of("spec", "source", "path"),
            List.of("spec", "destination", "namespace"))) {
      var path = Stream.concat(Stream.of("spec", "template"), keys.stream()).toArray(String[]::new);
      if (set.yaml().findText(path).filter(text -> text.contains("{{")).isEmpty()) {
        findings.add(
            finding(
                set,
                set.yaml(),
                "gives all its Applications the same %s".formatted(String.join(".", keys)),
                "take it from the element",
                path));
      }
    }
    require(
        set,
        set.yaml(),
        "ServerSideDiff=false",
        "would call Synced what admission refuses: compare-options",
        findings,
        "spec",
        "template",
        "metadata",
        "annotations",
        "argocd.argoproj.io/compare-options");
  }

  private static Set<String> namespaces(Platform promised, List<Manifest> applications) {
    var namespaces = new TreeSet<String>();
    Rendered.objects(promised, "Namespace").forEach(each -> namespaces.add(each.name()));
    applications.stream()
        .filter(each -> options(each.yaml()).contains(CREATES))
        .flatMap(each -> each.yaml().findText("spec", "destination", "namespace").stream())
        .forEach(namespaces::add);
    return namespaces;
  }

  private void check(Manifest object, YamlMapping application, List<Finding> findings) {
    checkSource(object, application, findings);
    require(
        object,
        application,
        HERE,
        "goes to another cluster: spec.destination.server",
        findings,
        "spec",
        "destination",
        "server");
    require(
        object,
        application,
        "true",
        "leaves what is changed by hand: spec.syncPolicy.automated.selfHeal",
        findings,
        "spec",
        "syncPolicy",
        "automated",
        "selfHeal");
    if (application.findAt("spec", "syncPolicy", "automated", "prune").isEmpty()) {
      findings.add(
          finding(
              object,
              application,
              "does not say whether what goes from Git goes from the cluster",
              "write spec.syncPolicy.automated.prune",
              "spec",
              "syncPolicy",
              "automated"));
    }
    checkOptions(object, application, findings);
  }

  private void checkSource(Manifest object, YamlMapping application, List<Finding> findings) {
    var isComplete =
        application
            .findMapping("spec", "source")
            .filter(
                source ->
                    List.of("repoURL", "targetRevision").stream()
                            .allMatch(key -> isSaid(source, key))
                        && (isSaid(source, "path") || isSaid(source, "chart")))
            .isPresent();
    if (!isComplete && Rendered.itemsOf(application, "spec", "sources").isEmpty()) {
      findings.add(
          finding(
              object,
              application,
              "does not say what it brings",
              "write repoURL, targetRevision, and path or chart",
              "spec",
              "source"));
    }
  }

  private static boolean isSaid(YamlMapping source, String key) {
    return source.findText(key).filter(text -> !text.isBlank()).isPresent();
  }

  private void checkOptions(Manifest object, YamlMapping application, List<Finding> findings) {
    var options = options(application);
    if (!options.contains(SERVER_SIDE)) {
      findings.add(
          finding(
              object,
              application,
              "applies at the client, which keeps fields that Git no longer has",
              "add the sync option " + SERVER_SIDE,
              "spec",
              "syncPolicy",
              "syncOptions"));
    }
    options.stream()
        .filter(option -> !OPTIONS.contains(option))
        .map(
            option ->
                finding(
                    object,
                    application,
                    "has the sync option '%s'".formatted(option),
                    new Choices(OPTIONS).remedyFor(option, "options"),
                    "spec",
                    "syncPolicy",
                    "syncOptions"))
        .forEach(findings::add);
    var labels =
        application.findMapping("spec", "syncPolicy", "managedNamespaceMetadata", "labels");
    if (options.contains(CREATES)
        && labels.flatMap(each -> each.findText(POD_SECURITY)).filter(LEVELS::contains).isEmpty()) {
      findings.add(
          finding(
              object,
              application,
              "creates a namespace that admits every pod",
              "write the label %s under managedNamespaceMetadata".formatted(POD_SECURITY),
              "spec",
              "syncPolicy",
              "managedNamespaceMetadata",
              "labels",
              POD_SECURITY));
    }
  }

  private void checkNamespace(
      Manifest application, Set<String> namespaces, List<Finding> findings) {
    var yaml = application.yaml();
    var namespace = yaml.findText("spec", "destination", "namespace").orElse("");
    if (!namespaces.contains(namespace)) {
      findings.add(
          finding(
              application,
              yaml,
              "goes to the namespace '%s', which nothing here makes".formatted(namespace),
              new Choices(namespaces).remedyFor(namespace, "namespaces"),
              "spec",
              "destination",
              "namespace"));
    }
  }

  private static List<String> options(YamlMapping application) {
    return Rendered.textsOf(application, "spec", "syncPolicy", "syncOptions");
  }

  private void require(
      Manifest object,
      YamlMapping yaml,
      String value,
      String problem,
      List<Finding> findings,
      String... keys) {
    if (!Rendered.written(yaml, keys).equals(Optional.of(value))) {
      findings.add(finding(object, yaml, problem, "write " + value, keys));
    }
  }

  private Finding finding(
      Manifest object, YamlMapping yaml, String problem, String remedy, String... keys) {
    var place = yaml.locationOf(keys);
    return Finding.error(
        id(),
        place.equals(yaml.location()) ? object.location() : place,
        "%s '%s' %s".formatted(object.kind(), object.name(), problem),
        remedy);
  }
}
