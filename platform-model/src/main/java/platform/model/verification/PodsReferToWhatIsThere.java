package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.platform.Platform;

/**
 * What a pod refers to by name is brought by the tree: ConfigMaps that it mounts, its
 * ServiceAccount, its PriorityClass, and the ports that its probes ask.
 */
public final class PodsReferToWhatIsThere implements TreeRule {
  private static final String ACCOUNT = "ServiceAccount";
  private static final Set<String> OF_KUBERNETES =
      Set.of("PriorityClass system-cluster-critical", "PriorityClass system-node-critical");

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "The API server takes a pod template whatever it names; its pods are then refused, wait for ever, or are restarted"
            + " since nobody answers their probe.",
        "Correct the name, or add what it names to the same Application.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var brought = new TreeSet<>(OF_KUBERNETES);
    for (var delivery : promised.deliveries()) {
      for (var object : delivery.objects()) {
        brought.add(
            object.kind().equals("PriorityClass")
                ? "PriorityClass " + object.name()
                : name(object.kind(), delivery.namespaceOf(object).orElse(""), object.name()));
      }
    }
    for (var pods : Rendered.pods(promised)) {
      var namespace = pods.delivery().namespaceOf(pods.object()).orElse("");
      if (promised.isComplete()) {
        references(pods).forEach(reference -> check(pods, namespace, reference, brought, findings));
      }
      pods.allContainers().forEach(container -> checkPorts(pods, container, findings));
    }
    return findings;
  }

  private record Reference(String kind, YamlNode name) {}

  private static Stream<Reference> references(Rendered.Pods pods) {
    var mounted =
        Rendered.itemsOf(pods.spec(), "volumes").stream()
            .filter(volume -> !isOptional(volume))
            .flatMap(volume -> volume.findAt("configMap", "name").stream());
    return Stream.of(
            pods.spec().find("serviceAccountName").stream().map(each -> of(ACCOUNT, each)),
            pods.spec().find("priorityClassName").stream().map(each -> of("PriorityClass", each)),
            mounted.map(each -> of("ConfigMap", each)))
        .flatMap(each -> each);
  }

  private static Reference of(String kind, YamlNode name) {
    return new Reference(kind, name);
  }

  private static boolean isOptional(YamlMapping volume) {
    return Rendered.written(volume, "configMap", "optional").filter("true"::equals).isPresent();
  }

  private void check(
      Rendered.Pods pods,
      String namespace,
      Reference reference,
      Set<String> brought,
      List<Finding> findings) {
    var name = Rendered.written(reference.name()).orElse("");
    var isDefault = reference.kind().equals(ACCOUNT) && name.equals("default");
    var wanted =
        reference.kind().equals("PriorityClass")
            ? "PriorityClass " + name
            : name(reference.kind(), namespace, name);
    if (!isDefault && !brought.contains(wanted)) {
      findings.add(
          Finding.error(
              id(),
              reference.name().location(),
              "%s names the %s '%s', which nothing brings"
                  .formatted(pods.describe(), reference.kind(), name),
              "correct the name, or add it to Application '%s'"
                  .formatted(pods.delivery().application())));
    }
  }

  private void checkPorts(Rendered.Pods pods, YamlMapping container, List<Finding> findings) {
    var names = new TreeSet<String>();
    Rendered.itemsOf(container, "ports")
        .forEach(port -> port.findText("name").ifPresent(names::add));
    for (var probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      for (var way : List.of("httpGet", "tcpSocket")) {
        container
            .findAt(probe, way, "port")
            .filter(port -> !Rendered.written(port).orElse("").matches("[0-9]+"))
            .filter(port -> !names.contains(Rendered.written(port).orElse("")))
            .ifPresent(
                port ->
                    findings.add(
                        Finding.error(
                            id(),
                            port.location(),
                            "%s asks the port '%s' of %s, which its container does not name"
                                .formatted(
                                    probe, Rendered.written(port).orElse(""), pods.describe()),
                            new Choices(names)
                                .remedyFor(Rendered.written(port).orElse(""), "ports"))));
      }
    }
  }

  private static String name(String kind, String namespace, String name) {
    return kind + " " + namespace + "/" + name;
  }
}
