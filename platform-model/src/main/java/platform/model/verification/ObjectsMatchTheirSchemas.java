package platform.model.verification;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlScalar;
import platform.model.platform.Delivery;
import platform.model.platform.Platform;
import platform.model.platform.SourceDocument;
import platform.model.platform.SourceDocument.Role;
import platform.model.schemas.SchemaCatalogue;
import platform.model.schemas.SchemaChecker;
import platform.model.schemas.SchemaChecker.Extent;

/** Each object has the fields of its kind and no others, with values of the right type. */
public final class ObjectsMatchTheirSchemas implements TreeRule {
  private final SchemaCatalogue schemas;

  /**
   * @param schemas of the pinned Kubernetes and of the definitions that the tree installs
   */
  public ObjectsMatchTheirSchemas(SchemaCatalogue schemas) {
    this.schemas = schemas;
  }

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Argo CD applies what the API server then drops or refuses: a field that is misspelt has no effect at all.",
        "Write the field as its kind has it; the finding names those that there are. What only the API server knows"
            + " (CEL rules, defaults, references) is left to the dry run of scripts/platform verify.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var checker = new SchemaChecker(schemas, id());
    var findings = new ArrayList<Finding>();
    // Files first: a patch may take away or add what is required, but a slip has its line here.
    promised.sources().documents().stream()
        .filter(ObjectsMatchTheirSchemas::isOfAKind)
        .flatMap(document -> check(checker, document).stream())
        .forEach(findings::add);
    var known = new HashSet<String>();
    findings.forEach(finding -> known.add(finding.problem()));
    promised.deliveries().stream()
        .map(Delivery::objects)
        .flatMap(List::stream)
        .map(Manifest::yaml)
        .flatMap(object -> checker.check(object, Extent.WHOLE).stream())
        .filter(finding -> !known.contains(finding.problem()))
        .forEach(findings::add);
    return findings;
  }

  private List<Finding> check(SchemaChecker checker, SourceDocument document) {
    boolean isKnown =
        schemas.knows(document.yaml().text("apiVersion"), document.yaml().text("kind"));
    // Kustomize goes by a patch's target, not by its kind.
    return document.role() == Role.PATCH && !isKnown
        ? List.of()
        : checker.check(document.yaml(), Extent.PART);
  }

  private static boolean isOfAKind(SourceDocument document) {
    return (document.role() == Role.OBJECT || document.role() == Role.PATCH)
        && isText(document.yaml(), "apiVersion")
        && isText(document.yaml(), "kind");
  }

  private static boolean isText(YamlMapping yaml, String key) {
    return yaml.find(key)
        .filter(YamlScalar.class::isInstance)
        .filter(value -> ((YamlScalar) value).kind() == YamlScalar.Kind.TEXT)
        .isPresent();
  }
}
