package platform.local.controlplane;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import platform.local.process.HostProcess;

/** A running Kubernetes control plane: API server, controllers and scheduler, without any node. */
public interface ControlPlane extends AutoCloseable {
  /** The Service range of the cluster; the API server's own Service has its first address. */
  String SERVICE_CIDR = "10.96.0.0/16";

  /** Starts it; from then on address and authority are known, though nobody may answer yet. */
  void launch();

  /** Returns when the API server is ready and the rest is under way. */
  void awaitReady();

  /**
   * What it is, as people choose it on the command line: {@code embedded} or {@code k3s}; a
   * stand-in says so.
   */
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

  /** Resident memory of all its programs in MiB, 0 where nobody says. */
  long residentMebibytes();

  /** Completes with a sentence for people once it has ended without being told to. */
  CompletableFuture<String> ended();

  @Override
  void close();
}
