package platform.local.machines;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import platform.local.aws.InstanceTypeShape;
import platform.local.aws.RunningInstance;
import platform.model.capacity.NodeResources;

/** The Node that a machine's kubelet registers, with the status it soon reports. */
final class NodeObject {
  /** An annotation only: Karpenter would copy a label about. kwok selects by it. */
  static final String SIMULATED = "kwok.x-k8s.io/node";

  private NodeObject() {}

  static Node of(
      RunningInstance instance,
      InstanceTypeShape shape,
      NodeConfig config,
      String region,
      String kubeletVersion,
      Instant now) {
    NodeResources resources =
        NodeResources.of(
            shape.vcpus(), shape.memoryMebibytes(), shape.addressLimitedPods(), config.kubelet());
    String architecture = shape.architecture().equals("arm64") ? "arm64" : "amd64";
    return new NodeBuilder()
        .withNewMetadata()
        .withName(instance.privateDnsName())
        .withLabels(labels(instance, config, architecture, region))
        .addToAnnotations(SIMULATED, "fake")
        .endMetadata()
        .withNewSpec()
        .withProviderID(providerId(instance))
        .withTaints(config.taints())
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withCapacity(quantities(resources.capacity()))
        .withAllocatable(quantities(resources.allocatable()))
        .withConditions(conditions(now))
        .addNewAddress(instance.privateIpAddress(), "InternalIP")
        .addNewAddress(instance.privateDnsName(), "InternalDNS")
        .addNewAddress(instance.privateDnsName(), "Hostname")
        .withNewDaemonEndpoints()
        .withNewKubeletEndpoint(10250)
        .endDaemonEndpoints()
        .withNewNodeInfo()
        .withMachineID(instance.id())
        .withSystemUUID(instance.id())
        .withBootID(instance.id())
        .withArchitecture(architecture)
        .withOperatingSystem("linux")
        .withOsImage("Amazon Linux 2023 (simulated)")
        .withKernelVersion("6.12.0-simulated")
        .withContainerRuntimeVersion("containerd://2.1.0-simulated")
        .withKubeletVersion(kubeletVersion)
        .withKubeProxyVersion(kubeletVersion)
        .endNodeInfo()
        .endStatus()
        .build();
  }

  private static Map<String, Quantity> quantities(NodeResources.Amounts amounts) {
    return Map.of(
        "cpu", new Quantity(amounts.cpuQuantity()),
        "memory", new Quantity(amounts.memoryQuantity()),
        "ephemeral-storage", new Quantity(amounts.diskQuantity()),
        "pods", new Quantity(Integer.toString(amounts.pods())));
  }

  static String providerId(RunningInstance instance) {
    return "aws:///%s/%s".formatted(instance.zone().name(), instance.id());
  }

  /**
   * The machine's own labels, then those that kubelet and cloud controller set whatever it says.
   */
  private static Map<String, String> labels(
      RunningInstance instance, NodeConfig config, String architecture, String region) {
    Map<String, String> labels = new TreeMap<>(config.labels());
    labels.put("kubernetes.io/arch", architecture);
    labels.put("kubernetes.io/os", "linux");
    labels.put("kubernetes.io/hostname", instance.privateDnsName());
    labels.put("node.kubernetes.io/instance-type", instance.instanceType());
    labels.put("topology.kubernetes.io/region", region);
    labels.put("topology.kubernetes.io/zone", instance.zone().name());
    labels.put("topology.k8s.aws/zone-id", instance.zone().id());
    return labels;
  }

  static List<NodeCondition> conditions(Instant now) {
    return List.of(
        condition("MemoryPressure", "False", "KubeletHasSufficientMemory", now),
        condition("DiskPressure", "False", "KubeletHasNoDiskPressure", now),
        condition("PIDPressure", "False", "KubeletHasSufficientPID", now),
        condition("Ready", "True", "KubeletReady", now));
  }

  private static NodeCondition condition(String type, String status, String reason, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    return new NodeConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage("simulated machine")
        .withLastHeartbeatTime(time)
        .withLastTransitionTime(time)
        .build();
  }
}
