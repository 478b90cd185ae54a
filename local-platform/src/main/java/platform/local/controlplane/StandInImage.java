package platform.local.controlplane;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import platform.local.process.FileProblem;
import platform.local.process.LabException;

/**
 * An image that keeps k3s's contract where k3s itself can't be had: its arguments, its port and its
 * kubeconfig, before the same pinned programs that the embedded control plane runs on the host.
 */
final class StandInImage {
  private static final String DOCKERFILE =
      """
      FROM scratch
      COPY bin /bin
      LABEL gitops-karpenter-platform.stand-in-for="%s"
      EXPOSE 6443
      VOLUME ["/var/lib/rancher/k3s"]
      ENTRYPOINT ["/bin/k3s"]
      CMD ["agent"]
      """
          .formatted(K3sImage.PINNED);

  private final DockerClient engine;
  private final String repository;
  private final Map<String, Path> files = new TreeMap<>();

  StandInImage(DockerClient engine, String repository, KubernetesPrograms programs) {
    this.engine = engine;
    this.repository = repository;
    files.put("bin/k3s", programs.k3sStandIn().get());
    files.put("bin/aux/etcd", programs.etcd());
    files.put("bin/aux/kube-apiserver", programs.apiServer());
    files.put("bin/aux/kube-controller-manager", programs.controllerManager());
    files.put("bin/aux/kube-scheduler", programs.scheduler());
  }

  /** Its programs are this machine's: they run where the engine's containers are of its kind. */
  static boolean runsOn(ContainerEngine.Answers answers) {
    String processor =
        System.getProperty("os.arch").replace("x86_64", "amd64").replace("aarch64", "arm64");
    return System.getProperty("os.name").equals("Linux")
        && answers.architecture().equals(processor);
  }

  /**
   * The name of the image, which is made if the engine does not have it.
   *
   * @param folder for what it is made from
   */
  String name(Path folder) {
    String name = repository + ":" + tag();
    if (!DockerEngine.has(engine, name)) {
      build(name, folder);
    }
    return name;
  }

  /** Of other programs, another image. */
  private String tag() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(DOCKERFILE.getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, Path> each : files.entrySet()) {
        Path file = each.getValue();
        String identity =
            "%s %s %d %s%n"
                .formatted(each.getKey(), file, Files.size(file), Files.getLastModifiedTime(file));
        digest.update(identity.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (IOException e) {
      throw new LabException("a program of the lab can't be read: " + FileProblem.inWords(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new LabException("this JDK offers no SHA-256", e);
    }
  }

  private void build(String name, Path folder) {
    try {
      for (Map.Entry<String, Path> each : files.entrySet()) {
        Path copy = folder.resolve(each.getKey());
        Files.createDirectories(copy.getParent());
        Files.copy(each.getValue(), copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
      Path dockerfile = Files.writeString(folder.resolve("Dockerfile"), DOCKERFILE);
      engine
          .buildImageCmd(dockerfile.toFile())
          .withTags(Set.of(name))
          .withRemove(true)
          .withForcerm(true)
          .exec(new BuildImageResultCallback())
          .awaitImageId();
      for (Path copy : files.keySet().stream().map(folder::resolve).toList()) {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new LabException(
          "the stand-in for k3s can't be put together in %s: %s"
              .formatted(folder, FileProblem.inWords(e)),
          e);
    } catch (RuntimeException e) {
      throw new LabException(
          "the Docker engine does not make the stand-in for k3s: " + DockerEngine.inOneLine(e), e);
    }
  }
}
