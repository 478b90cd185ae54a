package platform.local.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import platform.local.controlplane.KubernetesPrograms;
import platform.local.process.Progress;
import platform.local.toolchain.Tool;
import platform.local.toolchain.Toolchain;

/**
 * The upstream programs and files that a lab is made of.
 *
 * @param motoCommand moto's server and its fixed arguments
 * @param karpenterModule unpacked module of Karpenter's AWS provider: charts and price table
 * @param argoCdManifest install manifest of the Argo CD version that the tree pins
 * @param versions program to version, as pinned
 */
public record LabPrograms(
    KubernetesPrograms kubernetes,
    Path kubectl,
    Path kwok,
    Path kustomize,
    Path helm,
    Path argocd,
    Path redis,
    Path karpenter,
    List<String> motoCommand,
    Path karpenterModule,
    Path argoCdManifest,
    SortedMap<String, String> versions) {
  public LabPrograms {
    motoCommand = List.copyOf(motoCommand);
    versions = new TreeMap<>(versions);
  }

  /** The programs of a toolchain that is ready. */
  public static LabPrograms of(Toolchain toolchain) {
    return new LabPrograms(
        new KubernetesPrograms(
            toolchain.program(Tool.ETCD),
            toolchain.program(Tool.KUBE_APISERVER),
            toolchain.program(Tool.KUBE_CONTROLLER_MANAGER),
            toolchain.program(Tool.KUBE_SCHEDULER),
            () -> toolchain.k3sStandIn(Progress.silent())),
        toolchain.program(Tool.KUBECTL),
        toolchain.program(Tool.KWOK),
        toolchain.program(Tool.KUSTOMIZE),
        toolchain.program(Tool.HELM),
        toolchain.program(Tool.ARGOCD),
        toolchain.python().redisServer(),
        toolchain.program(Tool.KARPENTER),
        List.of(toolchain.python().motoServer().toString()),
        toolchain.module("github.com/aws/karpenter-provider-aws"),
        toolchain.argoCdManifests().resolve("install.yaml"),
        toolchain.versions());
  }
}
