package platform.local.programs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import platform.local.controlplane.Kubeconfig;
import platform.local.process.LabException;

/**
 * The files of one pod on the host: its volumes, the token of its ServiceAccount, and a kubeconfig
 * that uses it.
 */
record PodFolder(Path folder, Pod pod) {
  Path kubeconfig() {
    return folder.resolve("kubeconfig");
  }

  /** Writes everything anew, as a kubelet does before it starts the first container. */
  void prepare(Border border, PodConfiguration configuration)
      throws IOException, PodConfiguration.ConfigurationException {
    Files.createDirectories(folder);
    for (Volume volume : pod.getSpec().getVolumes()) {
      Path volumeFolder =
          Files.createDirectories(folder.resolve("volumes").resolve(volume.getName()));
      for (Map.Entry<String, byte[]> file : configuration.files(volume).entrySet()) {
        Kubeconfig.writePrivate(volumeFolder.resolve(file.getKey()), file.getValue());
      }
    }
    String namespace = pod.getMetadata().getNamespace();
    Path tokenFile = Kubeconfig.writePrivate(folder.resolve("token"), configuration.token());
    Kubeconfig.forTokenFile(
        kubeconfig(), border.apiServer(), border.certificateAuthority(), namespace, tokenFile);
  }

  /** Where on the host a container finds what it mounts at a path. */
  String mount(Container container, String path) {
    Volume volume =
        container.getVolumeMounts().stream()
            .filter(mount -> mount.getMountPath().equals(path))
            .flatMap(mount -> volume(mount.getName()))
            .findFirst()
            .orElseThrow(
                () ->
                    new LabException(
                        "%s mounts nothing at %s, where its program is told to look;"
                                .formatted(describe(container), path)
                            + " bring the lab's program table in line with the manifest"));
    if (!isOfTheLab(volume)) {
      throw new LabException(
          "%s mounts volume \"%s\" at %s, of a kind that the lab does not have;"
                  .formatted(describe(container), volume.getName(), path)
              + " it has configMap, downwardAPI, emptyDir, projected and secret");
    }
    return folder.resolve("volumes").resolve(volume.getName()).toString();
  }

  private Stream<Volume> volume(String name) {
    return pod.getSpec().getVolumes().stream().filter(volume -> volume.getName().equals(name));
  }

  private static boolean isOfTheLab(Volume volume) {
    return Stream.of(
            volume.getConfigMap(),
            volume.getDownwardAPI(),
            volume.getEmptyDir(),
            volume.getProjected(),
            volume.getSecret())
        .anyMatch(Objects::nonNull);
  }

  private String describe(Container container) {
    var metadata = pod.getMetadata();
    return "container %s of %s/%s"
        .formatted(container.getName(), metadata.getNamespace(), metadata.getName());
  }
}
