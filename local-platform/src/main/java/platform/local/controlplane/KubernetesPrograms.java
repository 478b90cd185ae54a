package platform.local.controlplane;

import java.nio.file.Path;

/** The programs that an embedded control plane is made of. */
public record KubernetesPrograms(
    Path etcd, Path apiServer, Path controllerManager, Path scheduler) {}
