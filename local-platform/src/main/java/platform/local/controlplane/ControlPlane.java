package platform.local.controlplane;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import platform.local.process.HostProcess;

/** A running Kubernetes control plane: API server, controllers and scheduler, without any node. */
public interface ControlPlane extends AutoCloseable {

  /** What it is, as people choose it on the command line: {@code embedded} or {@code k3s}. */
  String kind();

  /** The API server's version as it reports it, for example {@code v1.36.1}. */
  String version();

  /** Where the API server answers, by its own certificate. */
  URI endpoint();

  /** The certificate authority that every client checks the API server against, PEM. */
  String certificateAuthority();

  /** A kubeconfig with all rights, readable by its owner only. */
  Path adminKubeconfig();

  /** A client with all rights; closed with the control plane. */
  KubernetesClient client();

  /** Its programs on this host, for reports on memory; empty if it runs in a container. */
  List<HostProcess> processes();

  @Override
  void close();
}
