package platform.local.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import platform.model.observed.ObservedApplication;

@EnableKubernetesMockClient(crud = true)
class ClusterObservationTest {
  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: applications.argoproj.io}
      spec:
        group: argoproj.io
        scope: Namespaced
        names: {kind: Application, plural: applications}
        versions: [{name: v1alpha1, served: true, storage: true}]
      status:
        conditions: [{type: Established, status: "True"}]
      """;
  private static final String APPLICATION =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: capacity, namespace: argocd}
      status: {sync: {status: Synced}, health: {status: Healthy}}
      """;

  KubernetesMockServer server;
  KubernetesClient client;

  @Test
  void aKindThatIsNotServedYetIsWatchedOnceItIs() {
    server
        .expect()
        .get()
        .withPath("/apis/argoproj.io/v1alpha1/applications?resourceVersion=0")
        .andReturn(404, new StatusBuilder().withCode(404).withReason("NotFound").build())
        .once();
    client.resource(Serialization.unmarshal(DEFINITION, CustomResourceDefinition.class)).create();
    client.resource(Serialization.unmarshal(APPLICATION, GenericKubernetesResource.class)).create();

    try (var observation =
        ClusterObservation.start(client, (type, capacity, zone) -> BigDecimal.ONE)) {
      assertThat(
              observation.await(
                  observed -> observed.applications().stream().findFirst(), Duration.ofMinutes(1)))
          .map(ObservedApplication::name)
          .contains("capacity");
    }
  }
}
