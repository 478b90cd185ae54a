package platform.local.controlplane;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The programs that a control plane is made of.
 *
 * @param k3sStandIn the program that stands before the others in the place of k3s, built when it is
 *     asked for
 */
public record KubernetesPrograms(
    Path etcd, Path apiServer, Path controllerManager, Path scheduler, Supplier<Path> k3sStandIn) {}
