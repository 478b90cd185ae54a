package platform.local.machines;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays the cloud's part of Kubernetes besides machines: gives Services of type LoadBalancer the
 * address that an NLB would have, and Ingresses the one that Traefik would publish. Nothing listens
 * there.
 */
public final class CloudController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloudController.class);

  private final KubernetesClient client;
  private final String region;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<Deployment> deployments;
  private final SharedIndexInformer<IngressClass> classes;
  private final SharedIndexInformer<Ingress> ingresses;

  private CloudController(KubernetesClient client, String region) {
    this.client = client;
    this.region = region;
    var network = client.network().v1();
    services = watched(client.services().inAnyNamespace().runnableInformer(0));
    deployments = watched(client.apps().deployments().inAnyNamespace().runnableInformer(0));
    classes = watched(network.ingressClasses().runnableInformer(0));
    ingresses = watched(network.ingresses().inAnyNamespace().runnableInformer(0));
  }

  public static CloudController start(KubernetesClient client, String region) {
    var controller = new CloudController(client, region);
    controller.informers.forEach(SharedIndexInformer::run);
    return controller;
  }

  /** The name that AWS would give the load balancer of a Service. */
  static String hostname(String namespace, String name, String region) {
    return "k8s-%s-%s.elb.%s.amazonaws.com"
        .formatted(namespace, name, region)
        .toLowerCase(Locale.ROOT);
  }

  /** An Ingress's address depends on objects of all four kinds: each change is looked at anew. */
  private synchronized void reconcile() {
    services.getStore().list().forEach(this::publish);
    var publication =
        new IngressPublication(
            deployments.getStore().list(), services.getStore().list(), classes.getStore().list());
    ingresses.getStore().list().stream()
        .filter(CloudController::waits)
        .forEach(ingress -> publish(ingress, publication.addressOf(ingress)));
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
        service,
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

  private static boolean waits(Ingress ingress) {
    return ingress.getMetadata().getDeletionTimestamp() == null
        && (ingress.getStatus() == null
            || ingress.getStatus().getLoadBalancer() == null
            || ingress.getStatus().getLoadBalancer().getIngress().isEmpty());
  }

  private void publish(Ingress ingress, List<LoadBalancerIngress> addresses) {
    if (addresses.isEmpty()) {
      return;
    }
    attempt(
        ingress,
        () ->
            client
                .resource(ingress)
                .editStatus(
                    current ->
                        new IngressBuilder(current)
                            .editOrNewStatus()
                            .withNewLoadBalancer()
                            .withIngress(
                                addresses.stream().map(IngressPublication::inStatus).toList())
                            .endLoadBalancer()
                            .endStatus()
                            .build()));
  }

  /**
   * A failure is said, not swallowed. A conflict is none: a newer version is on its way through the
   * informer, and is looked at when it comes.
   */
  private void attempt(HasMetadata object, Runnable work) {
    try {
      work.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return;
      }
      LOG.warn(
          "{} {}/{} gets no address: {}",
          object.getKind(),
          object.getMetadata().getNamespace(),
          object.getMetadata().getName(),
          e.getMessage());
    }
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  private <T extends HasMetadata> SharedIndexInformer<T> watched(SharedIndexInformer<T> informer) {
    informers.add(informer);
    return informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(T object) {
            reconcile();
          }

          @Override
          public void onUpdate(T before, T after) {
            reconcile();
          }

          @Override
          public void onDelete(T object, boolean stateUnknown) {}
        });
  }
}
