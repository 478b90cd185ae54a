package platform.local.programs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import platform.local.controlplane.Kubeconfig;
import platform.local.process.LabException;

/**
 * The files of one pod on the host: its volumes, the token of its ServiceAccount, and a kubeconfig
 * that uses it.
 */
record PodFolder(Path folder, Pod pod) {
  /**
   * The API server gives a token of this length a year's grace, as it does for a kubelet's
   * projected tokens ({@code --service-account-extend-token-expiration}).
   */
  private static final long TOKEN_SECONDS = 3607;

  Path kubeconfig() {
    return folder.resolve("kubeconfig");
  }

  /** Writes everything anew, as a kubelet does before it starts the first container. */
  void prepare(KubernetesClient client, Border border, PodConfiguration configuration)
      throws IOException, PodConfiguration.MissingException {
    Files.createDirectories(folder);
    for (Volume volume : pod.getSpec().getVolumes()) {
      Path volumeFolder =
          Files.createDirectories(folder.resolve("volumes").resolve(volume.getName()));
      for (Map.Entry<String, String> file : configuration.files(volume).entrySet()) {
        Kubeconfig.writePrivate(volumeFolder.resolve(file.getKey()), file.getValue());
      }
    }
    String namespace = pod.getMetadata().getNamespace();
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(TOKEN_SECONDS)
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec()
            .build();
    String token =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(pod.getSpec().getServiceAccountName())
            .tokenRequest(request)
            .getStatus()
            .getToken();
    Path tokenFile = Kubeconfig.writePrivate(folder.resolve("token"), token);
    Kubeconfig.forTokenFile(
        kubeconfig(), border.apiServer(), border.certificateAuthority(), namespace, tokenFile);
  }

  /** Where on the host a container finds what it mounts at a path. */
  String mount(Container container, String path) {
    return container.getVolumeMounts().stream()
        .filter(mount -> mount.getMountPath().equals(path))
        .map(mount -> folder.resolve("volumes").resolve(mount.getName()).toString())
        .findFirst()
        .orElseThrow(
            () ->
                new LabException(
                    "container %s of %s mounts nothing at %s, where its program is told to look;"
                            .formatted(
                                container.getName(),
                                pod.getMetadata().getNamespace()
                                    + "/"
                                    + pod.getMetadata().getName(),
                                path)
                        + " bring the lab's program table in line with the manifest"));
  }
}
