package platform.local.machines;

import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngressBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays the cloud's part of Kubernetes besides machines: gives Services of type LoadBalancer the
 * address that an NLB would have, and Ingresses the one that their controller would publish.
 * Nothing listens there.
 */
public final class CloudController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloudController.class);

  private final KubernetesClient client;
  private final String region;
  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<Ingress> ingresses;

  private CloudController(KubernetesClient client, String region) {
    this.client = client;
    this.region = region;
    services = client.services().inAnyNamespace().inform(new Services());
    ingresses = client.network().v1().ingresses().inAnyNamespace().inform(new Ingresses());
  }

  public static CloudController start(KubernetesClient client, String region) {
    return new CloudController(client, region);
  }

  /** The name that AWS would give the load balancer of a Service. */
  static String hostname(String namespace, String name, String region) {
    return "k8s-%s-%s.elb.%s.amazonaws.com"
        .formatted(namespace, name, region)
        .toLowerCase(Locale.ROOT);
  }

  private void publish(Service service) {
    boolean waits =
        "LoadBalancer".equals(service.getSpec().getType())
            && service.getMetadata().getDeletionTimestamp() == null
            && service.getStatus().getLoadBalancer().getIngress().isEmpty();
    if (!waits) {
      return;
    }
    var metadata = service.getMetadata();
    String hostname = hostname(metadata.getNamespace(), metadata.getName(), region);
    attempt(
        "Service %s/%s".formatted(metadata.getNamespace(), metadata.getName()),
        () ->
            client
                .resource(service)
                .editStatus(
                    current -> {
                      current
                          .getStatus()
                          .getLoadBalancer()
                          .setIngress(
                              List.of(
                                  new LoadBalancerIngressBuilder().withHostname(hostname).build()));
                      return current;
                    }));
  }

  private void publish(Ingress ingress) {
    boolean waits =
        ingress.getMetadata().getDeletionTimestamp() == null
            && (ingress.getStatus() == null
                || ingress.getStatus().getLoadBalancer() == null
                || ingress.getStatus().getLoadBalancer().getIngress().isEmpty());
    if (!waits) {
      return;
    }
    String controller = ingress.getSpec().getIngressClassName();
    String name = controller == null ? "ingress" : controller;
    attempt(
        "Ingress %s/%s"
            .formatted(ingress.getMetadata().getNamespace(), ingress.getMetadata().getName()),
        () ->
            client
                .resource(ingress)
                .editStatus(
                    current ->
                        new io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder(current)
                            .editOrNewStatus()
                            .withNewLoadBalancer()
                            .withIngress(
                                new IngressLoadBalancerIngressBuilder()
                                    .withHostname(hostname(name, name, region))
                                    .build())
                            .endLoadBalancer()
                            .endStatus()
                            .build()));
  }

  /** The informer brings the object again if it changes; a failure is said, not swallowed. */
  private void attempt(String what, Runnable work) {
    try {
      work.run();
    } catch (KubernetesClientException e) {
      LOG.warn("{} gets no address: {}", what, e.getMessage());
    }
  }

  @Override
  public void close() {
    services.close();
    ingresses.close();
  }

  private final class Services implements ResourceEventHandler<Service> {
    @Override
    public void onAdd(Service service) {
      publish(service);
    }

    @Override
    public void onUpdate(Service before, Service after) {
      publish(after);
    }

    @Override
    public void onDelete(Service service, boolean stateUnknown) {}
  }

  private final class Ingresses implements ResourceEventHandler<Ingress> {
    @Override
    public void onAdd(Ingress ingress) {
      publish(ingress);
    }

    @Override
    public void onUpdate(Ingress before, Ingress after) {
      publish(after);
    }

    @Override
    public void onDelete(Ingress ingress, boolean stateUnknown) {}
  }
}
