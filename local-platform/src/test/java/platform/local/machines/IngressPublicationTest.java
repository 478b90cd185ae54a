package platform.local.machines;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngressPublicationTest {
  private static final String ADDRESS = "k8s-traefik.elb.us-east-1.amazonaws.com";
  private static final IngressClass TRAEFIKS = ingressClass("traefik.io/ingress-controller");

  @Test
  void anIngressOfItsClassInANamespaceThatPublishesGetsTheServicesAddress() {
    assertThat(published(deployment(1), service(true), TRAEFIKS, ingress("traefik", "api")))
        .extracting(LoadBalancerIngress::getHostname)
        .containsExactly(ADDRESS);
  }

  @Test
  void aNamespaceThatIsNotListedGetsNone() {
    assertThat(published(deployment(1), service(true), TRAEFIKS, ingress("traefik", "other")))
        .isEmpty();
  }

  @Test
  void anotherClassAndNoClassGetNone() {
    assertThat(published(deployment(1), service(true), TRAEFIKS, ingress("nginx", "api")))
        .isEmpty();
    assertThat(published(deployment(1), service(true), TRAEFIKS, ingress(null, "api"))).isEmpty();
  }

  @Test
  void aClassOfAnotherControllerGetsNone() {
    var others = ingressClass("k8s.io/ingress-nginx");
    assertThat(published(deployment(1), service(true), others, ingress("traefik", "api")))
        .isEmpty();
  }

  @Test
  void withoutTraefikOrBeforeTheLoadBalancerThereIsNone() {
    assertThat(published(deployment(0), service(true), TRAEFIKS, ingress("traefik", "api")))
        .isEmpty();
    assertThat(published(deployment(1), service(false), TRAEFIKS, ingress("traefik", "api")))
        .isEmpty();
  }

  private static List<LoadBalancerIngress> published(
      Deployment deployment, Service service, IngressClass ingressClass, Ingress ingress) {
    return new IngressPublication(List.of(deployment), List.of(service), List.of(ingressClass))
        .addressOf(ingress);
  }

  private static Deployment deployment(int available) {
    return new DeploymentBuilder()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .addNewContainer()
        .withImage("registry.example/library/traefik:v3.7.13")
        .withArgs(
            "--providers.kubernetesingress.ingressclass=traefik",
            "--providers.kubernetesingress.ingressendpoint.publishedservice=entrance/traefik",
            "--providers.kubernetesingress.namespaces=api,entrance")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .withNewStatus()
        .withAvailableReplicas(available)
        .endStatus()
        .build();
  }

  private static Service service(boolean hasAddress) {
    var service =
        new ServiceBuilder()
            .withNewMetadata()
            .withNamespace("entrance")
            .withName("traefik")
            .endMetadata()
            .withNewStatus()
            .withNewLoadBalancer()
            .endLoadBalancer()
            .endStatus()
            .build();
    if (hasAddress) {
      var address = new LoadBalancerIngress();
      address.setHostname(ADDRESS);
      service.getStatus().getLoadBalancer().setIngress(List.of(address));
    }
    return service;
  }

  private static IngressClass ingressClass(String controller) {
    return new IngressClassBuilder()
        .withNewMetadata()
        .withName("traefik")
        .endMetadata()
        .withNewSpec()
        .withController(controller)
        .endSpec()
        .build();
  }

  private static Ingress ingress(String className, String namespace) {
    return new IngressBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("api")
        .endMetadata()
        .withNewSpec()
        .withIngressClassName(className)
        .endSpec()
        .build();
  }
}
