package platform.model.platform;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;

/**
 * What the admission policies compare with, as far as the tree says the same elsewhere.
 *
 * @param profiles the profiles that they admit
 * @param exemptNamespaces the namespaces that those on workloads leave out
 */
public record Guardrails(
    SortedSet<String> profiles,
    Location profilesLocation,
    SortedSet<String> exemptNamespaces,
    Location exemptNamespacesLocation) {
  public Guardrails {
    profiles = Collections.unmodifiableSortedSet(new TreeSet<>(profiles));
    exemptNamespaces = Collections.unmodifiableSortedSet(new TreeSet<>(exemptNamespaces));
  }

  /**
   * @param parameters the ConfigMap of the policies on workloads and capacity
   * @param namespaces the list that every binding's selector is made from
   */
  static Guardrails of(Manifest parameters, Manifest namespaces) {
    return new Guardrails(
        new TreeSet<>(List.of(parameters.yaml().text("data", "profiles").split("\n"))),
        parameters.yaml().locationOf("data", "profiles"),
        new TreeSet<>(namespaces.yaml().sequence("spec", "names").texts()),
        namespaces.yaml().locationOf("spec", "names"));
  }
}
