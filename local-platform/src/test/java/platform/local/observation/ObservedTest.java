package platform.local.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedPod;
import platform.model.observed.Resources;
import platform.model.observed.Taint;
import platform.model.observed.Toleration;

class ObservedTest {
  private static final HourlyPrice PRICES =
      (instanceType, capacityType, zone) ->
          (instanceType + " " + capacityType + " " + zone).equals("c7g.large spot us-east-1b")
              ? new BigDecimal("0.03")
              : BigDecimal.ZERO;

  private static final Owners NO_OWNERS = new Owners(List.of(), List.of());

  @Test
  void aNodeOfKarpenterTellsItsPoolTypeZoneTaintsAndPrice() {
    ObservedNode node =
        node(
            """
            metadata:
              name: ip-10-0-1-2
              labels:
                node.kubernetes.io/instance-type: c7g.large
                topology.kubernetes.io/zone: us-east-1b
                kubernetes.io/arch: arm64
                karpenter.sh/nodepool: karpenter-spot
                karpenter.sh/capacity-type: spot
            spec:
              taints:
              - {key: capacity.platform/profile, value: karpenter-spot, effect: NoSchedule}
              - {key: node.kubernetes.io/not-ready, effect: NoExecute}
            status:
              conditions: [{type: MemoryPressure, status: "False"}, {type: Ready, status: "True"}]
            """);

    assertThat(node.name()).isEqualTo("ip-10-0-1-2");
    assertThat(node.instanceType()).isEqualTo("c7g.large");
    assertThat(node.zone()).isEqualTo("us-east-1b");
    assertThat(node.architecture()).isEqualTo("arm64");
    assertThat(node.capacityType()).isEqualTo("spot");
    assertThat(node.nodePool()).contains("karpenter-spot");
    assertThat(node.ready()).isTrue();
    assertThat(node.taints())
        .containsExactly(
            new Taint("capacity.platform/profile", "karpenter-spot", "NoSchedule"),
            new Taint("node.kubernetes.io/not-ready", "", "NoExecute"));
    assertThat(node.hourlyUsd()).isEqualByComparingTo("0.03");
  }

  @Test
  void aNodeTellsWhatItOffersToPods() {
    assertThat(
            node("""
                    metadata: {name: n}
                    status: {allocatable: {cpu: 1930m, memory: 1437Mi, pods: "32"}}
                    """)
                .allocatable())
        .isEqualTo(new Resources(new BigDecimal("1.930"), 1437L << 20));
    assertThat(node("metadata: {name: n}").allocatable()).isEqualTo(Resources.NONE);
  }

  /** Name, spec of the pod, cores and mebibytes that the scheduler sets aside. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          containers add up          | containers: [%1$s, %2$s]                                                | 0.350 | 192
          nothing is nothing         | containers: [{name: c}]                                                 | 0     | 0
          the largest init container | {initContainers: [%3$s, %1$s], containers: [%1$s]}                      | 1     | 64
          a sidecar stays            | {initContainers: [%4$s], containers: [%1$s]}                            | 0.150 | 96
          init after a sidecar       | {initContainers: [%4$s, %3$s], containers: [%1$s]}                      | 1.050 | 96
          overhead                   | {overhead: {cpu: 50m, memory: 8Mi}, containers: [%1$s]}                 | 0.150 | 72
          """)
  void aPodTellsWhatTheSchedulerSetsAside(
      String name, String spec, BigDecimal cores, long mebibytes) {
    String small = "{name: a, resources: {requests: {cpu: 100m, memory: 64Mi}}}";
    String middle = "{name: b, resources: {requests: {cpu: 250m, memory: 128Mi}}}";
    String large = "{name: c, resources: {requests: {cpu: 1}}}";
    String sidecar =
        "{name: d, restartPolicy: Always, resources: {requests: {cpu: 50m, memory: 32Mi}}}";
    String filled = spec.formatted(small, middle, large, sidecar);
    ObservedPod pod =
        pod(
            "metadata: {name: p}\nstatus: {phase: Pending}\nspec: "
                + (filled.startsWith("{") ? filled : "{" + filled + "}"));

    assertThat(pod.requests().cpu()).as(name).isEqualByComparingTo(cores);
    assertThat(pod.requests().memoryBytes()).as(name).isEqualTo(mebibytes << 20);
  }

  /** What its required anti-affinity says, and whether it keeps a replica of itself away. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          its own labels   | required: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: a}}}]           | true
          an expression    | required: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchExpressions: [{key: app, operator: In, values: [a]}]}}] | true
          others only      | required: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: b}}}]           | false
          another zone     | required: [{topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {app: a}}}]      | false
          preferred only   | preferred: [{weight: 1, podAffinityTerm: {topologyKey: kubernetes.io/hostname}}]                    | false
          """)
  void aPodTellsWhetherItKeepsApartFromItsReplicas(String name, String rule, boolean apart) {
    String spelled =
        rule.replaceFirst("^(required|preferred)", "$1DuringSchedulingIgnoredDuringExecution");
    ObservedPod pod =
        pod(
            """
            metadata: {name: p, labels: {app: a, version: "1"}}
            status: {phase: Running}
            spec: {priority: 7, affinity: {podAntiAffinity: {%s}}}
            """
                .formatted(spelled));

    assertThat(pod.keepsApart()).as(name).isEqualTo(apart);
    assertThat(pod.priority()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "karpenter.sh/capacity-type, on-demand, on-demand",
    "eks.amazonaws.com/capacityType, ON_DEMAND, on-demand",
    "eks.amazonaws.com/capacityType, SPOT, spot",
    "kubernetes.io/os, linux, on-demand"
  })
  void theCapacityTypeIsReadFromKarpentersAndFromEksLabel(
      String label, String value, String capacityType) {
    assertThat(node("metadata: {name: n, labels: {%s: %s}}".formatted(label, value)))
        .extracting(ObservedNode::capacityType)
        .isEqualTo(capacityType);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metadata: {name: n}",
        "metadata: {name: n}\nstatus: {conditions: []}",
        "metadata: {name: n}\nstatus: {conditions: [{type: Ready, status: \"False\"}]}",
        "metadata: {name: n}\nstatus: {conditions: [{type: Ready, status: Unknown}]}"
      })
  void aNodeWithoutATrueReadyConditionIsNotReadyAndHasNoPool(String yaml) {
    ObservedNode node = node(yaml);

    assertThat(node.ready()).isFalse();
    assertThat(node.nodePool()).isEmpty();
  }

  @Test
  void aRunningPodTellsNodeSelectorAndTolerations() {
    ObservedPod pod =
        pod(
            """
            metadata: {name: api-1, namespace: api, labels: {app: api}}
            spec:
              nodeName: ip-10-0-1-2
              nodeSelector: {capacity.platform/profile: karpenter-spot}
              tolerations:
              - {key: capacity.platform/profile, operator: Equal, value: karpenter-spot, effect: NoSchedule}
              - {operator: Exists}
            status:
              phase: Running
              conditions: [{type: PodScheduled, status: "True"}, {type: Ready, status: "True"}]
              containerStatuses: [{name: api, state: {running: {}}}]
            """);

    assertThat(pod.namespace()).isEqualTo("api");
    assertThat(pod.name()).isEqualTo("api-1");
    assertThat(pod.ownerKind()).isEqualTo("Pod");
    assertThat(pod.node()).contains("ip-10-0-1-2");
    assertThat(pod.phase()).isEqualTo("Running");
    assertThat(pod.ready()).isTrue();
    assertThat(pod.labels()).containsEntry("app", "api");
    assertThat(pod.nodeSelector()).containsEntry("capacity.platform/profile", "karpenter-spot");
    assertThat(pod.tolerations())
        .containsExactly(
            new Toleration("capacity.platform/profile", "Equal", "karpenter-spot", "NoSchedule"),
            new Toleration("", "Exists", "", ""));
    assertThat(pod.notRunningBecause()).isEmpty();
  }

  @Test
  void aPodThatFoundNoNodeSaysWhatTheSchedulerSaid() {
    ObservedPod pod =
        pod(
            """
            metadata: {name: api-1, namespace: api}
            spec: {}
            status:
              phase: Pending
              conditions:
              - {type: PodScheduled, status: "False", reason: Unschedulable, message: 0/2 nodes are available}
            """);

    assertThat(pod.node()).isEmpty();
    assertThat(pod.ready()).isFalse();
    assertThat(pod.notRunningBecause()).contains("Unschedulable: 0/2 nodes are available");
  }

  @Test
  void aPodWhoseContainerWaitsSaysForWhatInitContainersFirst() {
    String pending = "metadata: {name: p}\nspec: {}\nstatus: {phase: Pending, %s}";
    String main = "containerStatuses: [{name: c, state: {waiting: {reason: PodInitializing}}}]";
    String init =
        "initContainerStatuses: [{name: i, state: {waiting: {reason: Init:Error, message: exit 1}}}]";

    assertThat(pod(pending.formatted(main)).notRunningBecause()).contains("PodInitializing");
    assertThat(pod(pending.formatted(main + ", " + init)).notRunningBecause())
        .contains("Init:Error: exit 1");
  }

  private static ObservedNode node(String yaml) {
    Node node = Serialization.unmarshal(yaml, Node.class);
    if (node.getSpec() == null) {
      node.setSpec(new io.fabric8.kubernetes.api.model.NodeSpec());
    }
    return Observed.node(node, PRICES);
  }

  private static ObservedPod pod(String yaml) {
    return Observed.pod(Serialization.unmarshal(yaml, Pod.class), NO_OWNERS);
  }
}
