package platform.local.machines;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngressBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which Ingresses Traefik would give an address, and which one: as its <a
 * href="https://github.com/traefik/traefik/blob/v3.7.13/pkg/provider/kubernetes/ingress/kubernetes.go#L445">Ingress
 * provider</a> does with the arguments that its Deployment has.
 */
record IngressPublication(
    Collection<Deployment> deployments,
    Collection<Service> services,
    Collection<IngressClass> classes) {
  private static final String CONTROLLER = "traefik.io/ingress-controller";
  private static final String PROVIDER = "--providers.kubernetesingress.";

  /** The published address; empty as long as Traefik would write none. */
  List<LoadBalancerIngress> addressOf(Ingress ingress) {
    return deployments.stream()
        .filter(IngressPublication::isAvailable)
        .flatMap(
            deployment -> deployment.getSpec().getTemplate().getSpec().getContainers().stream())
        .filter(container -> container.getImage().matches("(.*/)?traefik:.*"))
        .filter(container -> serves(container, ingress))
        .findFirst()
        .flatMap(container -> argument(container, "ingressendpoint.publishedservice"))
        .flatMap(this::service)
        .map(service -> service.getStatus().getLoadBalancer().getIngress())
        .orElse(List.of());
  }

  /** The address as an Ingress's status has it. */
  static io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress inStatus(
      LoadBalancerIngress address) {
    return new IngressLoadBalancerIngressBuilder()
        .withHostname(address.getHostname())
        .withIp(address.getIp())
        .build();
  }

  private boolean serves(Container traefik, Ingress ingress) {
    String name = ingress.getSpec().getIngressClassName();
    boolean ofItsClass =
        name != null
            && argument(traefik, "ingressclass").map(name::equals).orElse(true)
            && classes.stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .anyMatch(each -> CONTROLLER.equals(each.getSpec().getController()));
    return ofItsClass
        && argument(traefik, "namespaces")
            .map(list -> List.of(list.split(",")).contains(ingress.getMetadata().getNamespace()))
            .orElse(true);
  }

  private Optional<Service> service(String namespaceAndName) {
    return services.stream()
        .filter(
            each ->
                namespaceAndName.equals(
                    each.getMetadata().getNamespace() + "/" + each.getMetadata().getName()))
        .findFirst();
  }

  private static Optional<String> argument(Container container, String name) {
    String prefix = PROVIDER + name + "=";
    return container.getArgs().stream()
        .filter(argument -> argument.startsWith(prefix))
        .map(argument -> argument.substring(prefix.length()))
        .findFirst();
  }

  private static boolean isAvailable(Deployment deployment) {
    return deployment.getStatus() != null
        && deployment.getStatus().getAvailableReplicas() != null
        && deployment.getStatus().getAvailableReplicas() > 0;
  }
}
