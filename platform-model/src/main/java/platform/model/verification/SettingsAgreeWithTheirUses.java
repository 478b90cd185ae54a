package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;
import platform.model.manifests.YamlSequence;
import platform.model.platform.Delivery;
import platform.model.platform.Platform;
import platform.model.platform.Settings;

/**
 * Each value that depends on the environment comes from settings.yaml and is the same wherever it
 * is used.
 */
public final class SettingsAgreeWithTheirUses implements TreeRule {
  private static final Pattern PLACEHOLDER = Pattern.compile("(^|/)set-by-environment($|/)");
  private static final SortedMap<String, Pattern> FORMS =
      new TreeMap<>(
          Map.ofEntries(
              form("repositoryUrl", "(https://|git@|ssh://|file:///).+"),
              form("clusterName", "[A-Za-z0-9][A-Za-z0-9_-]{0,99}"),
              form("region", "[a-z]{2}(-[a-z]+)+-[0-9]"),
              form("karpenterVersion", "[0-9]+\\.[0-9]+\\.[0-9]+"),
              form("amiAlias", "al2023@v[0-9]{8}"),
              form("bootstrapNodes", "[2-9]|[1-9][0-9]+"),
              form("bootstrapMaxPods", "[1-9][0-9]{0,2}"),
              form("bootstrapAllocatableCpu", "[1-9][0-9]*m"),
              form("bootstrapAllocatableMemory", "[1-9][0-9]*Mi"),
              form("vpcCidr", "([0-9]{1,3}\\.){3}[0-9]{1,3}/(1[6-9]|2[0-8])"),
              form("domain", "([a-z0-9-]+\\.)+[a-z]{2,}"),
              form("certificateArn", "arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+")));

  private static Map.Entry<String, Pattern> form(String setting, String regex) {
    return Map.entry(setting, Pattern.compile(regex));
  }

  /** Whether a setting could be meant; one without a form always could. */
  static boolean isOfItsForm(String setting, String value) {
    return !FORMS.containsKey(setting) || FORMS.get(setting).matcher(value).matches();
  }

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A place that no replacement reaches keeps its placeholder, and one that is written by hand stays behind when the setting changes: the cluster is then half in one environment.",
        "Write set-by-environment and let gitops/environments/replacements carry the value, or make the values agree.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var settings = promised.settings();
    promised.deliveries().stream()
        .filter(delivery -> !delivery.isOfAWorkload())
        .map(Delivery::objects)
        .flatMap(List::stream)
        .forEach(object -> placeholders(object, object.yaml(), findings));
    for (var ingress : Rendered.objects(promised, "Ingress")) {
      for (var rule : Rendered.itemsOf(ingress.yaml(), "spec", "rules")) {
        host(rule, settings, findings);
      }
    }
    for (var pods : Rendered.pods(promised)) {
      for (var container : pods.allContainers()) {
        Rendered.itemsOf(container, "env").stream()
            .filter(each -> each.findText("name").filter("AWS_REGION"::equals).isPresent())
            .forEach(each -> agree(each, settings, "region", findings, "value"));
      }
    }
    for (var nodeClass : Rendered.objects(promised, "EC2NodeClass")) {
      agree(nodeClass.yaml(), settings, "nodeRole", findings, "spec", "role");
    }
    form(settings, findings);
    return findings;
  }

  private void placeholders(Manifest object, YamlNode node, List<Finding> findings) {
    children(node).forEach(child -> placeholders(object, child, findings));
    // Programs and people may speak of the placeholder; a value that is one has been left.
    if (node instanceof YamlScalar scalar && PLACEHOLDER.matcher(scalar.text()).find()) {
      findings.add(
          Finding.error(
              id(),
              scalar.location(),
              "'%s' of %s '%s' is still '%s'"
                  .formatted(scalar.path(), object.kind(), object.name(), scalar.text()),
              "add it to gitops/environments/replacements"));
    }
  }

  private static Stream<YamlNode> children(YamlNode node) {
    if (node instanceof YamlMapping mapping) {
      return mapping.entries().values().stream().map(YamlMapping.Entry::value);
    }
    return node instanceof YamlSequence sequence ? sequence.items().stream() : Stream.empty();
  }

  private void host(YamlMapping rule, Settings settings, List<Finding> findings) {
    var domain = settings.find("domain").orElse("");
    rule.findText("host")
        .filter(host -> !host.equals(domain) && !host.endsWith("." + domain))
        .ifPresent(
            host ->
                findings.add(
                    Finding.error(
                        id(),
                        rule.locationOf("host"),
                        "the host '%s' is not below the domain '%s' of environment %s"
                            .formatted(host, domain, settings.environment()),
                        "write a name below it: no other is in the zone or the certificate")));
  }

  private void agree(
      YamlMapping yaml, Settings settings, String setting, List<Finding> findings, String... keys) {
    var value = yaml.findText(keys).orElse("");
    var wanted = settings.find(setting).orElse("");
    if (!value.equals(wanted) && !value.equals("set-by-environment")) {
      findings.add(
          Finding.error(
              id(),
              yaml.locationOf(keys),
              "'%s' is '%s', the setting %s of environment %s is '%s'"
                  .formatted(
                      String.join(".", keys), value, setting, settings.environment(), wanted),
              "write set-by-environment"));
    }
  }

  private void form(Settings settings, List<Finding> findings) {
    FORMS.forEach(
        (key, form) ->
            settings
                .find(key)
                .filter(value -> !isOfItsForm(key, value))
                .ifPresent(
                    value ->
                        findings.add(
                            Finding.error(
                                id(),
                                place(settings, key),
                                "the setting %s is '%s'".formatted(key, value),
                                "write one that matches " + form))));
    var region = settings.find("region").orElse("");
    var certificate = settings.find("certificateArn").orElse("");
    if (!region.isEmpty()
        && certificate.startsWith("arn:")
        && !certificate.contains(":" + region + ":")) {
      findings.add(
          Finding.error(
              id(),
              place(settings, "certificateArn"),
              "the certificate is in another region than '%s'".formatted(region),
              "name one of that region: a load balancer takes no other"));
    }
  }

  private static Location place(Settings settings, String key) {
    return settings.placeOf(key);
  }
}
