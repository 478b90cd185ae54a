package platform.model.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import platform.model.findings.Finding;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlScalar;
import platform.model.manifests.YamlTree;
import platform.model.pricing.Catalogue;

/** Compares what Terraform makes of an environment with what the tree uses of it. */
public final class Contract {
  static final String RULE = "infrastructure-and-git-agree";

  /** Setting, and Terraform's output for it. */
  static final Map<String, String> OUTPUTS = outputs();

  private static final Pattern AMI_DAY = Pattern.compile("@v(\\d{8})$");
  private static final Pattern RELEASE_DAY = Pattern.compile("-(\\d{8})$");

  private final String environment;
  private final InfrastructureOutputs outputs;
  private final Function<String, Catalogue> catalogues;
  private final YamlMapping settings;
  private final PlacesOfUse uses;

  private Contract(
      String environment,
      InfrastructureOutputs outputs,
      Function<String, Catalogue> catalogues,
      YamlMapping settings,
      PlacesOfUse uses) {
    this.environment = environment;
    this.outputs = outputs;
    this.catalogues = catalogues;
    this.settings = settings;
    this.uses = uses;
  }

  private static Map<String, String> outputs() {
    var outputs = new LinkedHashMap<String, String>();
    outputs.put("environment", "environment");
    outputs.put("clusterName", "cluster_name");
    outputs.put("region", "region");
    outputs.put("nodeRole", "node_role_name");
    outputs.put("interruptionQueue", "interruption_queue_name");
    outputs.put("bootstrapInstanceType", "bootstrap_instance_type");
    outputs.put("bootstrapNodes", "bootstrap_nodes");
    outputs.put("bootstrapMaxPods", "bootstrap_max_pods");
    outputs.put("vpcCidr", "vpc_cidr");
    outputs.put("domain", "domain");
    outputs.put("hostedZoneId", "hosted_zone_id");
    outputs.put("certificateArn", "certificate_arn");
    return Collections.unmodifiableMap(outputs);
  }

  /** Where an environment's settings are. */
  public static Path settingsFile(Path root, String environment) {
    return root.resolve("gitops/environments").resolve(environment).resolve("settings.yaml");
  }

  /**
   * Reads the tree's side.
   *
   * @param catalogues region to its instance types, of which the bootstrap nodes are one
   */
  public static Contract read(
      Path root,
      String environment,
      InfrastructureOutputs outputs,
      Function<String, Catalogue> catalogues) {
    return new Contract(
        environment,
        outputs,
        catalogues,
        YamlTree.read(root, settingsFile(root, environment)).onlyMapping(),
        PlacesOfUse.read(root));
  }

  /** All that doesn't agree, in a stable order. */
  public List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    OUTPUTS.forEach(
        (setting, output) ->
            outputs
                .text(output)
                .map(made -> compare(setting, made, "output " + output))
                .orElseGet(() -> Optional.of(missing(setting, output)))
                .ifPresent(findings::add));
    try {
      allocatable()
          .forEach(
              (setting, made) ->
                  compare(setting, made, BootstrapNode.OUTPUTS).ifPresent(findings::add));
    } catch (ManifestException unknown) {
      findings.add(unknown.finding(RULE));
    }
    findings.addAll(uses.discoveryTags(outputs));
    findings.addAll(uses.bootstrapLabels(outputs));
    findings.addAll(uses.serviceAccounts(outputs));
    images().ifPresent(findings::add);
    return findings.stream().sorted().toList();
  }

  /** The settings that have to change, and to what; those that Terraform doesn't tell stay. */
  public Map<String, String> corrections() {
    var made = new LinkedHashMap<String, String>();
    OUTPUTS.forEach(
        (setting, output) -> outputs.text(output).ifPresent(value -> made.put(setting, value)));
    try {
      made.putAll(allocatable());
    } catch (ManifestException unknown) {
      // One of the findings.
    }
    made.entrySet()
        .removeIf(each -> inSettings(each.getKey()).equals(Optional.of(each.getValue())));
    return made;
  }

  /** What a bootstrap node leaves to pods, by setting. */
  private Map<String, String> allocatable() {
    var allocatable = BootstrapNode.allocatable(outputs, catalogues);
    var settings = new LinkedHashMap<String, String>();
    settings.put("bootstrapAllocatableCpu", allocatable.cpuQuantity());
    settings.put("bootstrapAllocatableMemory", allocatable.memoryQuantity());
    return settings;
  }

  private Optional<String> inSettings(String setting) {
    return settings
        .findAt("data", setting)
        .filter(YamlScalar.class::isInstance)
        .map(value -> ((YamlScalar) value).text());
  }

  private Finding missing(String setting, String output) {
    return Finding.error(
        RULE,
        settings.locationOf("data", setting),
        "nothing says what '%s' has to be: %s has no output '%s'"
            .formatted(setting, outputs.source(), output),
        "add the output to terraform/envs/%s/outputs.tf, or apply first if it is not known before"
            .formatted(environment));
  }

  /**
   * Compares one setting.
   *
   * @param from the outputs that {@code made} is of
   */
  private Optional<Finding> compare(String setting, String made, String from) {
    Optional<String> used = inSettings(setting);
    if (used.equals(Optional.of(made))) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.error(
            RULE,
            settings.locationOf("data", setting),
            "%s is %s, and Terraform makes '%s' (%s of %s)"
                .formatted(
                    setting,
                    used.map(value -> "'" + value + "'").orElse("missing"),
                    made,
                    from,
                    outputs.source()),
            remedy()));
  }

  private String remedy() {
    var take =
        "take Terraform's value: scripts/platform contract -e %s --write; or change terraform/envs/%s/terraform.tfvars"
            .formatted(environment, environment);
    return outputs.isRecorded()
        ? "if terraform.tfvars has changed since the plan was recorded, record it again: "
            + "scripts/platform verify -e %s --infrastructure terraform --record; else "
                .formatted(environment)
            + take
        : take;
  }

  /** Bootstrap nodes and Karpenter's start images of one day, else one is patched later. */
  private Optional<Finding> images() {
    Optional<String> release = outputs.text("bootstrap_release_version");
    Optional<String> alias = inSettings("amiAlias");
    if (release.isEmpty() || alias.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> bootstrapDay = day(RELEASE_DAY, release.get());
    Optional<String> karpenterDay = day(AMI_DAY, alias.get());
    return bootstrapDay.equals(karpenterDay)
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                RULE,
                settings.locationOf("data", "amiAlias"),
                "Karpenter's nodes start '%s', and bootstrap nodes the release '%s' of another day"
                    .formatted(alias.get(), release.get()),
                "let the other follow: amiAlias here, or bootstrap_release_version in terraform/envs/%s/terraform.tfvars"
                    .formatted(environment)));
  }

  private static Optional<String> day(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
