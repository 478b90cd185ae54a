package platform.model.verification;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Delivery;
import platform.model.platform.Platform;

/** No workload opens a way in of its own, or writes names into the zone past Traefik. */
public final class WorkloadsPublishOnlyThroughTraefik implements TreeRule {
  private static final Set<String> WAYS_IN = Set.of("LoadBalancer", "NodePort");

  /** Of all versions of ExternalDNS, which has changed the rest of its prefix. */
  private static final String EXTERNAL_DNS = "external-dns.";

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A load balancer, a port of the nodes, an external address or an annotation of ExternalDNS reaches the outside past TLS, cost and the list of those who may publish; the admission policies refuse it.",
        "Keep the Service a ClusterIP, and let an Ingress of class traefik lead to it.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    return promised.deliveries().stream()
        .filter(Delivery::isOfAWorkload)
        .flatMap(delivery -> delivery.objects().stream())
        .flatMap(
            object ->
                switch (object.kind()) {
                  case "Service" -> waysIn(object);
                  case "Ingress" -> names(object);
                  default -> Stream.empty();
                })
        .toList();
  }

  private Stream<Finding> waysIn(Manifest service) {
    var type =
        service
            .yaml()
            .findText("spec", "type")
            .filter(WAYS_IN::contains)
            .map(
                way ->
                    Finding.error(
                        id(),
                        service.yaml().locationOf("spec", "type"),
                        "Service '%s' is a %s".formatted(service.name(), way),
                        "make it a ClusterIP, and let an Ingress of class traefik lead to it"));
    var addresses =
        service
            .yaml()
            .findSequence("spec", "externalIPs")
            .filter(list -> !list.items().isEmpty())
            .map(
                list ->
                    Finding.error(
                        id(),
                        service.yaml().locationOf("spec", "externalIPs"),
                        "Service '%s' takes addresses that are not the cluster's"
                            .formatted(service.name()),
                        "remove spec.externalIPs"));
    return Stream.concat(type.stream(), addresses.stream());
  }

  private Stream<Finding> names(Manifest ingress) {
    return ingress.yaml().findMapping("metadata", "annotations").stream()
        .map(YamlMapping::entries)
        .flatMap(annotations -> annotations.entrySet().stream())
        .filter(annotation -> annotation.getKey().startsWith(EXTERNAL_DNS))
        .map(
            annotation ->
                Finding.error(
                    id(),
                    annotation.getValue().location(),
                    "Ingress '%s' has the annotation '%s'"
                        .formatted(ingress.name(), annotation.getKey()),
                    "remove it: names follow from the hosts of an Ingress that Traefik publishes"));
  }
}
