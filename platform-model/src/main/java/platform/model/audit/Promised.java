package platform.model.audit;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;

/**
 * The objects of the audited kinds that Argo CD would apply.
 *
 * @param objects each by what it is found by
 * @param findings what could not be rendered
 * @param skipped what is not compared, a sentence each with the reason
 */
public record Promised(
    SortedMap<ObjectKey, PromisedObject> objects, List<Finding> findings, List<String> skipped) {
  public Promised {
    objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
    findings = findings.stream().sorted().toList();
    skipped = List.copyOf(skipped);
  }

  /** A ConfigMap that policies compare with. */
  public record Parameters(String namespace, String name) {}

  /** The ConfigMaps that policies compare with: who may read only those has to name them. */
  public List<Parameters> parameters() {
    return objects.entrySet().stream()
        .filter(each -> each.getKey().kind() == AuditedKind.PARAMETERS)
        .map(each -> each.getValue().manifest())
        .map(each -> new Parameters(each.namespace().orElse(""), each.name()))
        .toList();
  }

  /**
   * One object.
   *
   * @param application by which it is applied
   */
  record PromisedObject(Manifest manifest, String application) {}
}
