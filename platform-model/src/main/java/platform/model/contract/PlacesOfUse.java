package platform.model.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlTree;

/**
 * The files beside the settings that name what Terraform makes, as they stand in the tree: values
 * that an environment replaces are none of their business.
 */
final class PlacesOfUse {
  private static final List<String> SELECTORS =
      List.of("subnetSelectorTerms", "securityGroupSelectorTerms");
  private static final String PROFILE_LABEL = "capacity.platform/profile";

  /** Application, and the output that says which ServiceAccount has its rights. */
  private static final Map<String, String> SERVICE_ACCOUNTS =
      new TreeMap<>(Map.of("karpenter", "karpenter_service_account"));

  private final List<YamlMapping> nodeClasses;
  private final List<YamlMapping> profiles;
  private final List<YamlMapping> applications;
  private final List<YamlMapping> serviceAccounts;

  private PlacesOfUse(
      List<YamlMapping> nodeClasses,
      List<YamlMapping> profiles,
      List<YamlMapping> applications,
      List<YamlMapping> serviceAccounts) {
    this.nodeClasses = nodeClasses;
    this.profiles = profiles;
    this.applications = applications;
    this.serviceAccounts = serviceAccounts;
  }

  static PlacesOfUse read(Path root) {
    return new PlacesOfUse(
        ofKind(root, "gitops/apps/platform/capacity", "EC2NodeClass"),
        ofKind(root, "gitops/profiles", "Profile"),
        ofKind(root, "gitops/argo/applications", "Application"),
        ofKind(root, "gitops/apps/platform/external-dns", "ServiceAccount"));
  }

  private static List<YamlMapping> ofKind(Path root, String folder, String kind) {
    if (!Files.isDirectory(root.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root.resolve(folder))) {
      var found = new ArrayList<YamlMapping>();
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
        for (YamlMapping document : YamlTree.read(root, file).mappings()) {
          if (document.findText("kind").filter(kind::equals).isPresent()) {
            found.add(document);
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("%s can't be read: %s".formatted(folder, e.getMessage()), e));
    }
  }

  /**
   * Node classes have to select by the tag that Terraform gives; its value is the cluster's name.
   */
  List<Finding> discoveryTags(InfrastructureOutputs outputs) {
    SortedMap<String, String> tag = outputs.texts("discovery_tag");
    if (tag.isEmpty()) {
      return List.of(outputs.missing("discovery_tag").finding(Contract.RULE));
    }
    var findings = new ArrayList<Finding>();
    for (YamlMapping nodeClass : nodeClasses) {
      for (String selector : SELECTORS) {
        boolean selects =
            nodeClass
                .findSequence("spec", selector)
                .map(
                    terms ->
                        terms.mappings().stream()
                            .allMatch(
                                term ->
                                    term.findMapping("tags")
                                        .map(tags -> tags.entries().keySet().equals(tag.keySet()))
                                        .orElse(false)))
                .orElse(false);
        if (!selects) {
          findings.add(
              Finding.error(
                  Contract.RULE,
                  nodeClass.locationOf("spec", selector),
                  "%s does not select by the tag %s, which is what Terraform gives"
                      .formatted(selector, tag.firstKey()),
                  "select by %s alone, or change discovery_tag in terraform/modules/network"
                      .formatted(tag.firstKey())));
        }
      }
    }
    outputs
        .text("cluster_name")
        .filter(name -> !tag.get(tag.firstKey()).equals(name))
        .ifPresent(
            name ->
                findings.add(
                    Finding.error(
                        Contract.RULE,
                        new Location(outputs.source(), 1),
                        "the tag %s is '%s', and node classes select by the cluster's name '%s'"
                            .formatted(tag.firstKey(), tag.get(tag.firstKey()), name),
                        "let discovery_tag in terraform/modules/network be the cluster's name")));
    return findings;
  }

  /** Pods of the profile find the bootstrap nodes by the label that Terraform gives these. */
  List<Finding> bootstrapLabels(InfrastructureOutputs outputs) {
    SortedMap<String, String> labels = outputs.texts("bootstrap_labels");
    var findings = new ArrayList<Finding>();
    for (YamlMapping profile : profiles) {
      boolean isBootstrap =
          profile.findText("spec", "capacity").filter("managed-node-group"::equals).isPresent();
      String name = profile.text("metadata", "name");
      if (isBootstrap && !name.equals(labels.get(PROFILE_LABEL))) {
        findings.add(
            Finding.error(
                Contract.RULE,
                profile.locationOf("metadata", "name"),
                "profile '%s' runs on bootstrap nodes with the label %s=%s, and Terraform labels them %s"
                    .formatted(name, PROFILE_LABEL, name, labels),
                "let bootstrap_labels in terraform/modules/cluster carry it"));
      }
    }
    return findings;
  }

  /** Rights are given to one ServiceAccount each: another name or namespace has none. */
  List<Finding> serviceAccounts(InfrastructureOutputs outputs) {
    var findings = new ArrayList<Finding>();
    for (YamlMapping application : applications) {
      String name = application.text("metadata", "name");
      String output = SERVICE_ACCOUNTS.get(name);
      if (output == null) {
        continue;
      }
      SortedMap<String, String> account = outputs.texts(output);
      if (account.isEmpty()) {
        findings.add(outputs.missing(output).finding(Contract.RULE));
        continue;
      }
      String namespace = application.text("spec", "destination", "namespace");
      // A chart names its ServiceAccount after its release.
      String release = application.findText("spec", "source", "helm", "releaseName").orElse(name);
      if (!namespace.equals(account.get("namespace")) || !release.equals(account.get("name"))) {
        findings.add(
            Finding.error(
                Contract.RULE,
                application.locationOf("spec", "destination", "namespace"),
                "%s runs as %s/%s, and Terraform gives its rights to %s/%s"
                    .formatted(
                        name, namespace, release, account.get("namespace"), account.get("name")),
                "let both name the same; Terraform's is service_account of terraform/modules/karpenter"));
      }
    }
    SortedMap<String, String> dns = outputs.texts("external_dns_service_account");
    for (YamlMapping account : serviceAccounts) {
      String name = account.text("metadata", "name");
      if (!dns.isEmpty() && !name.equals(dns.get("name"))) {
        findings.add(
            Finding.error(
                Contract.RULE,
                account.locationOf("metadata", "name"),
                "ExternalDNS runs as '%s', and Terraform gives its rights to '%s'"
                    .formatted(name, dns.get("name")),
                "let both name the same; Terraform's is service_account of terraform/modules/dns"));
      }
    }
    return findings;
  }
}
