package platform.local.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static platform.local.controlplane.ControlPlaneUnderTest.eventually;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import platform.local.argocd.ArgoCd;
import platform.local.controlplane.ClusterKind;
import platform.local.controlplane.ControlPlane;
import platform.local.controlplane.ControlPlaneUnderTest;
import platform.model.manifests.Manifest;
import platform.model.platform.Delivery;
import platform.model.platform.Platform;

/**
 * All that a tree brings, on a control plane and nothing else: definitions, admission policies and
 * quotas work, and nothing runs.
 */
final class PlatformWithoutNodes implements AutoCloseable {
  private static final Set<String> BEFORE = Set.of("CustomResourceDefinition", "Namespace");

  private final ControlPlane plane;
  private final KubernetesClient client;

  private PlatformWithoutNodes(ControlPlane plane) {
    this.plane = plane;
    this.client = plane.client();
  }

  /**
   * Starts it.
   *
   * @param definitions the folder with Karpenter's definitions, which a chart brings
   */
  static PlatformWithoutNodes start(Path folder, Path definitions, Platform platform) {
    var started =
        new PlatformWithoutNodes(ControlPlaneUnderTest.started(ClusterKind.EMBEDDED, folder));
    try {
      started.applyDefinitions(definitions, platform);
      started.makeNamespaces(platform);
      started.applyTheRest(platform);
      return started;
    } catch (RuntimeException | AssertionError failed) {
      started.close();
      throw failed;
    }
  }

  DryRun dryRun() {
    return new DryRun(client);
  }

  private void applyDefinitions(Path folder, Platform platform) {
    File[] files = folder.toFile().listFiles((parent, name) -> name.endsWith(".yaml"));
    Stream<GenericKubernetesResource> karpenters =
        Arrays.stream(files)
            .sorted()
            .map(
                file ->
                    client
                        .getKubernetesSerialization()
                        .unmarshal(read(file.toPath()), GenericKubernetesResource.class));
    Stream<GenericKubernetesResource> others =
        brought(platform)
            .map(Brought::object)
            .filter(object -> object.kind().equals("CustomResourceDefinition"))
            .map(this::resource);
    List<GenericKubernetesResource> definitions = Stream.concat(karpenters, others).toList();
    applyAll(definitions.stream().map(each -> new Applied(each, "default")).toList());
    eventually(
        () ->
            assertThat(client.apiextensions().v1().customResourceDefinitions().list().getItems())
                .hasSize(definitions.size())
                .allMatch(PlatformWithoutNodes::isEstablished));
  }

  private static boolean isEstablished(CustomResourceDefinition definition) {
    var status = Optional.ofNullable(definition.getStatus());
    return status.flatMap(each -> Optional.ofNullable(each.getConditions())).stream()
        .flatMap(List::stream)
        .anyMatch(each -> each.getType().equals("Established") && each.getStatus().equals("True"));
  }

  private void makeNamespaces(Platform platform) {
    var needed = new TreeSet<String>();
    brought(platform)
        .forEach(
            each -> {
              if (each.object().kind().equals("Namespace")) {
                apply(resource(each.object()), "default");
              }
              each.delivery().namespaceOf(each.object()).ifPresent(needed::add);
            });
    for (String name : needed) {
      if (client.namespaces().withName(name).get() == null) {
        client
            .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
            .create();
      }
    }
    // Pods are admitted once their namespace has its ServiceAccount.
    eventually(
        () ->
            assertThat(needed)
                .allMatch(
                    name ->
                        client.serviceAccounts().inNamespace(name).withName("default").get()
                            != null));
  }

  private void applyTheRest(Platform platform) {
    applyAll(
        brought(platform)
            .filter(each -> !BEFORE.contains(each.object().kind()))
            .map(
                each ->
                    new Applied(
                        resource(each.object()),
                        each.delivery().namespaceOf(each.object()).orElse("default")))
            .toList());
  }

  private record Applied(GenericKubernetesResource resource, String namespace) {}

  /** Again and again, since an admission policy may be there before what it compares with. */
  private void applyAll(List<Applied> objects) {
    var left = new ArrayList<>(objects);
    eventually(
        () -> {
          var refused = new ArrayList<String>();
          left.removeIf(each -> refusal(each).map(refused::add).isEmpty());
          assertThat(refused).isEmpty();
        });
  }

  private Optional<String> refusal(Applied each) {
    try {
      apply(each.resource(), each.namespace());
      return Optional.empty();
    } catch (KubernetesClientException refused) {
      return Optional.of(each.resource().getMetadata().getName() + ": " + refused.getMessage());
    }
  }

  private void apply(GenericKubernetesResource resource, String namespace) {
    client
        .resource(resource)
        .inNamespace(namespace)
        .fieldManager(ArgoCd.FIELD_MANAGER)
        .forceConflicts()
        .serverSideApply();
  }

  private record Brought(Delivery delivery, Manifest object) {}

  private static Stream<Brought> brought(Platform platform) {
    return platform.deliveries().stream()
        .flatMap(delivery -> delivery.objects().stream().map(each -> new Brought(delivery, each)));
  }

  private GenericKubernetesResource resource(Manifest object) {
    return client
        .getKubernetesSerialization()
        .convertValue(object.yaml().plain(), GenericKubernetesResource.class);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void close() {
    plane.close();
  }
}
