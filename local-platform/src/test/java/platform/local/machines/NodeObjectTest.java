package platform.local.machines;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import platform.local.aws.AvailabilityZone;
import platform.local.aws.AwsAccount;
import platform.local.aws.CapacityType;
import platform.local.aws.InstanceLaunch;
import platform.local.aws.InstanceTypeShape;
import platform.local.aws.ManagedNodeGroup;
import platform.local.aws.RunningInstance;

class NodeObjectTest {
  private static final BootstrapGroup GROUP =
      new BootstrapGroup(
          new ManagedNodeGroup(
              "bootstrap",
              "t4g.small",
              2,
              new TreeMap<>(Map.of("capacity.platform/profile", "managed-on-demand")),
              """
              MIME-Version: 1.0
              Content-Type: multipart/mixed; boundary="//"

              --//
              Content-Type: application/node.eks.aws

              ---
              apiVersion: node.eks.aws/v1alpha1
              kind: NodeConfig
              spec:
                kubelet:
                  config:
                    maxPods: 32
                    kubeReserved:
                      cpu: 70m
                      memory: 376Mi
                      ephemeral-storage: 1Gi

              --//--
              """,
              new TreeMap<>(
                  Map.of(
                      "us-east-1a",
                      "subnet-a",
                      "us-east-1b",
                      "subnet-b",
                      "us-east-1c",
                      "subnet-c")),
              List.of("sg-node"),
              new TreeMap<>(Map.of("Name", "dev-bootstrap"))),
          Duration.ofSeconds(15));
  private static final InstanceTypeShape T4G_SMALL =
      new InstanceTypeShape("t4g.small", "arm64", 2, 2048, 3, 4);
  private static final InstanceTypeShape C6G_XLARGE =
      new InstanceTypeShape("c6g.xlarge", "arm64", 4, 8192, 4, 15);
  private static final AwsAccount ACCOUNT =
      new AwsAccount(
          "us-east-1",
          "123456789012",
          "dev",
          "1.36",
          URI.create("https://127.0.0.1:6443"),
          "Q0E=",
          "10.96.0.0/16",
          List.of("v20261101"),
          List.of("us-east-1a", "us-east-1b", "us-east-1c"),
          Path.of("karpenter"),
          Path.of("cache"));

  @Test
  void aBootstrapMachineIsShapedAsEksMakesIt() {
    Node node = node(T4G_SMALL, GROUP.userData(ACCOUNT));

    assertThat(node.getStatus().getAllocatable())
        .containsEntry("cpu", new Quantity("1930m"))
        .containsEntry("memory", new Quantity("1437Mi"))
        .containsEntry("pods", new Quantity("32"));
    assertThat(node.getMetadata().getLabels())
        .containsEntry("capacity.platform/profile", "managed-on-demand")
        .containsEntry("eks.amazonaws.com/nodegroup", "bootstrap")
        .containsEntry("eks.amazonaws.com/capacityType", "ON_DEMAND");
    assertThat(node.getSpec().getTaints()).isEmpty();
  }

  @Test
  void theBootstrapGroupHasTwoMachinesInTwoZones() {
    assertThat(GROUP.missing(ACCOUNT, List.of()))
        .extracting(InstanceLaunch::zone)
        .containsExactly("us-east-1a", "us-east-1b");
  }

  @Test
  void anEndedBootstrapMachineIsReplacedInItsZoneWhateverElseRuns() {
    List<RunningInstance> both =
        GROUP.missing(ACCOUNT, List.of()).stream()
            .map(launch -> instance("t4g.small", launch.zone(), launch.tags()))
            .toList();
    var karpenters = instance("c6g.large", "us-east-1a", Map.of("karpenter.sh/nodepool", "spot"));

    assertThat(GROUP.missing(ACCOUNT, both)).isEqualTo(List.of());
    assertThat(GROUP.missing(ACCOUNT, List.of(both.get(1), karpenters)))
        .extracting(InstanceLaunch::zone)
        .containsExactly("us-east-1a");
    assertThat(GROUP.missing(ACCOUNT, List.of(both.get(0), karpenters)))
        .extracting(InstanceLaunch::zone)
        .containsExactly("us-east-1b");
  }

  @Test
  void whatUserDataLeavesOutIsReservedByNodeadmsFormulas() {
    Node node = node(C6G_XLARGE, nodeConfig("{maxPods: 110}"));

    // 60 + 10 + 10 millicores; 7652 Mi - (255 + 11 * 58) - 100.
    assertThat(node.getStatus().getAllocatable())
        .containsEntry("cpu", new Quantity("3920m"))
        .containsEntry("memory", new Quantity("6659Mi"))
        .containsEntry("pods", new Quantity("110"));
  }

  @Test
  void evictionThresholdsMayBePercentages() {
    Node node =
        node(
            T4G_SMALL,
            nodeConfig(
                "{kubeReserved: {memory: 0Mi}, evictionHard: {memory.available: \"10%\", nodefs.available: 5%}}"));

    assertThat(node.getStatus().getAllocatable())
        .containsEntry("memory", new Quantity("1721Mi"))
        .containsEntry("ephemeral-storage", new Quantity("18432Mi"))
        .containsEntry("pods", new Quantity("11"));
  }

  @Test
  void aNodeIsReadyFromItsFirstMomentAndNamesItsInstance() {
    Node node = node(T4G_SMALL, nodeConfig("{}"));

    assertThat(node.getSpec().getProviderID()).isEqualTo("aws:///us-east-1b/i-1");
    assertThat(node.getMetadata().getAnnotations()).containsEntry("kwok.x-k8s.io/node", "fake");
    assertThat(node.getMetadata().getLabels())
        .containsEntry("topology.kubernetes.io/zone", "us-east-1b")
        .containsEntry("topology.k8s.aws/zone-id", "use1-az1")
        .containsEntry("kubernetes.io/arch", "arm64")
        .doesNotContainKey("kwok.x-k8s.io/node");
    assertThat(node.getStatus().getConditions())
        .filteredOn(condition -> condition.getStatus().equals("True"))
        .extracting(condition -> condition.getType())
        .containsExactly("Ready");
    assertThat(node.getStatus().getNodeInfo().getKernelVersion()).doesNotMatch("[0-9.]+");
  }

  private static String nodeConfig(String kubelet) {
    return "apiVersion: node.eks.aws/v1alpha1\nspec: {kubelet: {config: %s}}".formatted(kubelet);
  }

  private static Node node(InstanceTypeShape shape, String userData) {
    RunningInstance instance = instance(shape.name(), "us-east-1b", Map.of());
    return NodeObject.of(
        instance,
        shape,
        NodeConfig.parse(userData, instance.id()),
        "us-east-1",
        "v1.36.0-eks-simulated",
        Instant.EPOCH);
  }

  private static RunningInstance instance(String type, String zone, Map<String, String> tags) {
    return new RunningInstance(
        "i-1",
        type,
        CapacityType.ON_DEMAND,
        new AvailabilityZone(zone, "use1-az1"),
        "ip-10-0-16-4.ec2.internal",
        "10.0.16.4",
        "ami-1",
        tags);
  }
}
