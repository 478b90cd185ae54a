package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.platform.Platform;

/**
 * What an Ingress and a Service name is there: its class, the Service behind it and that one's
 * port, pods that the Service selects, and the port that they name.
 *
 * <p>Where an Application goes that is not rendered here (a chart, several sources), what it brings
 * may be what is meant.
 */
public final class TrafficLeadsToPods implements TreeRule {
  private static final String NUMBER = "[0-9]+";

  /** Labels that no template has: the controllers of StatefulSets and Jobs write them. */
  private static final Set<String> OF_CONTROLLERS =
      Set.of(
          "statefulset.kubernetes.io/pod-name",
          "apps.kubernetes.io/pod-index",
          "batch.kubernetes.io/job-name",
          "batch.kubernetes.io/job-completion-index",
          "job-name");

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "The API server takes any name here; the address then answers 503 or 404, or nobody, while all pods are healthy.",
        "Write the name as the finding lists it.");
  }

  /** An object and the namespace that it goes to. */
  private record Placed(Manifest object, String namespace) {
    YamlMapping yaml() {
      return object.yaml();
    }

    String describe() {
      return "%s '%s'".formatted(object.kind(), object.name());
    }
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    if (promised.isComplete()) {
      var unknown = unknown(promised);
      var open =
          unknown.stream()
              .flatMap(each -> each.findText("spec", "destination", "namespace").stream())
              .collect(Collectors.toSet());
      var services = placed(promised, "Service");
      var pods = Rendered.pods(promised);
      services.stream()
          .filter(service -> !open.contains(service.namespace()))
          .forEach(service -> checkService(service, pods, findings));
      var classes = names(Rendered.objects(promised, "IngressClass").stream());
      for (var ingress : placed(promised, "Ingress")) {
        if (unknown.stream().allMatch(TrafficLeadsToPods::isKarpenters)) {
          checkClass(ingress, classes, findings);
        }
        if (!open.contains(ingress.namespace())) {
          backends(ingress).forEach(each -> checkBackend(ingress, each, services, findings));
        }
      }
    }
    return findings;
  }

  /** Applications of which not all that they bring is known: a chart's, or of several sources. */
  private static List<YamlMapping> unknown(Platform promised) {
    return Rendered.objects(promised, "Application").stream()
        .map(Manifest::yaml)
        .filter(
            application ->
                application.findText("spec", "source", "chart").isPresent()
                    || application.findAt("spec", "sources").isPresent())
        .toList();
  }

  private static boolean isKarpenters(YamlMapping application) {
    return application
        .findText("spec", "source", "chart")
        .filter(chart -> chart.startsWith("karpenter"))
        .isPresent();
  }

  private static List<Placed> placed(Platform promised, String kind) {
    return promised.deliveries().stream()
        .flatMap(
            delivery ->
                delivery.objects().stream()
                    .filter(object -> object.kind().equals(kind))
                    .map(object -> new Placed(object, delivery.namespaceOf(object).orElse(""))))
        .toList();
  }

  private static List<String> names(Stream<Manifest> objects) {
    return objects.map(Manifest::name).distinct().toList();
  }

  private void checkService(Placed service, List<Rendered.Pods> all, List<Finding> findings) {
    var selector = service.yaml().findMapping("spec", "selector");
    if (selector.isEmpty() || selector.get().entries().isEmpty()) {
      return;
    }
    var pods =
        all.stream()
            .filter(
                each ->
                    each.delivery()
                        .namespaceOf(each.object())
                        .equals(Optional.of(service.namespace())))
            .filter(each -> selects(selector.get(), each.template()))
            .toList();
    if (pods.isEmpty()) {
      findings.add(
          Finding.error(
              id(),
              service.yaml().locationOf("spec", "selector"),
              "%s selects no pod of namespace '%s'"
                  .formatted(service.describe(), service.namespace()),
              "write labels that a pod template there has"));
      return;
    }
    var names = new TreeSet<String>();
    pods.stream()
        .flatMap(each -> each.allContainers().stream())
        .flatMap(container -> Rendered.itemsOf(container, "ports").stream())
        .flatMap(port -> port.findText("name").stream())
        .forEach(names::add);
    Rendered.itemsOf(service.yaml(), "spec", "ports").stream()
        .flatMap(port -> port.find("targetPort").stream())
        .filter(port -> !text(port).matches(NUMBER) && !names.contains(text(port)))
        .map(
            port ->
                Finding.error(
                    id(),
                    port.location(),
                    "%s leads to the port '%s', which no container that it selects names"
                        .formatted(service.describe(), text(port)),
                    new Choices(names).remedyFor(text(port), "ports")))
        .forEach(findings::add);
  }

  private static boolean selects(YamlMapping selector, YamlMapping template) {
    return selector.entries().keySet().stream()
        .filter(key -> !OF_CONTROLLERS.contains(key))
        .allMatch(
            key ->
                Rendered.written(template, "metadata", "labels", key)
                    .equals(Rendered.written(selector, key)));
  }

  private void checkClass(Placed ingress, List<String> classes, List<Finding> findings) {
    ingress
        .yaml()
        .findAt("spec", "ingressClassName")
        .filter(name -> !classes.isEmpty() && !classes.contains(text(name)))
        .map(
            name ->
                Finding.error(
                    id(),
                    name.location(),
                    "%s is of the class '%s', which nothing serves"
                        .formatted(ingress.describe(), text(name)),
                    new Choices(classes).remedyFor(text(name), "classes")))
        .ifPresent(findings::add);
  }

  private static Stream<YamlMapping> backends(Placed ingress) {
    var ofPaths =
        Rendered.itemsOf(ingress.yaml(), "spec", "rules").stream()
            .flatMap(rule -> Rendered.itemsOf(rule, "http", "paths").stream())
            .flatMap(path -> path.findMapping("backend", "service").stream());
    return Stream.concat(
        ofPaths, ingress.yaml().findMapping("spec", "defaultBackend", "service").stream());
  }

  private void checkBackend(
      Placed ingress, YamlMapping backend, List<Placed> services, List<Finding> findings) {
    var there =
        services.stream().filter(each -> each.namespace().equals(ingress.namespace())).toList();
    var name = Rendered.written(backend, "name").orElse("");
    var service = there.stream().filter(each -> each.object().name().equals(name)).findFirst();
    if (service.isEmpty()) {
      findings.add(
          Finding.error(
              id(),
              backend.locationOf("name"),
              "%s leads to the Service '%s', which namespace '%s' does not have"
                  .formatted(ingress.describe(), name, ingress.namespace()),
              new Choices(names(there.stream().map(Placed::object))).remedyFor(name, "Services")));
      return;
    }
    for (var key : List.of("name", "number")) {
      var ports =
          Rendered.itemsOf(service.get().yaml(), "spec", "ports").stream()
              .flatMap(
                  port -> Rendered.written(port, key.equals("name") ? "name" : "port").stream())
              .toList();
      backend
          .findAt("port", key)
          .filter(port -> !ports.contains(text(port)))
          .map(
              port ->
                  Finding.error(
                      id(),
                      port.location(),
                      "%s leads to the port '%s' of %s, which does not have it"
                          .formatted(ingress.describe(), text(port), service.get().describe()),
                      new Choices(ports).remedyFor(text(port), "ports")))
          .ifPresent(findings::add);
    }
  }

  private static String text(YamlNode node) {
    return Rendered.written(node).orElse("");
  }
}
