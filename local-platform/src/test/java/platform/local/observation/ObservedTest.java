package platform.local.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedApplicationSet;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedObject;
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

  @Test
  void anApplicationThatNobodyHasLookedAtIsUnknown() {
    assertThat(application("{}"))
        .isEqualTo(
            new ObservedApplication(
                "api", "Unknown", "Unknown", Optional.empty(), Optional.empty()));
  }

  @Test
  void anApplicationThatIsFineComplainsOfNothing() {
    assertThat(
            application(
                """
                sync: {status: Synced, revision: 0a1b}
                health: {status: Healthy}
                conditions: [{type: OrphanedResourceWarning, message: one orphan}]
                operationState: {phase: Succeeded, message: successfully synced}
                resources: [{kind: Deployment, name: a, health: {status: Healthy, message: fine}}]
                """))
        .isEqualTo(
            new ObservedApplication(
                "api", "Synced", "Healthy", Optional.of("0a1b"), Optional.empty()));
  }

  @Test
  void anApplicationSetFailsWhereItsErrorIsTrue() {
    String condition =
        "conditions: [{type: %s, status: '%s', message: away,"
            + " lastTransitionTime: '2026-11-28T03:31:37Z'}]";
    assertThat(applicationSet(condition.formatted("ErrorOccurred", "True")).failure())
        .contains(
            new ObservedApplicationSet.Failure(
                "away", Optional.of(Instant.parse("2026-11-28T03:31:37Z"))));
    assertThat(applicationSet(condition.formatted("ErrorOccurred", "False")).failure()).isEmpty();
    assertThat(applicationSet(condition.formatted("ResourcesUpToDate", "True")).failure())
        .isEmpty();
    assertThat(applicationSet("{}").failure()).isEmpty();
    assertThat(
            applicationSet("conditions: [{type: ErrorOccurred, status: 'True', message: away}]")
                .failure())
        .contains(new ObservedApplicationSet.Failure("away", Optional.empty()));
  }

  @Test
  void anApplicationsErrorsAreItsComplaint() {
    assertThat(
            application(
                    """
                    sync: {status: Unknown}
                    health: {status: Healthy}
                    conditions:
                    - {type: ComparisonError, message: no such component}
                    - {type: SyncError, message: no such component}
                    - {type: InvalidSpecError, message: no such project}
                    """)
                .message())
        .contains("no such component; no such project");
  }

  @Test
  void whatCouldNotBeAppliedIsNamedWithItsReason() {
    String resources =
        """
        syncResult:
            resources:
            - {kind: Pod, namespace: api, name: a, status: SyncFailed, message: denied by policy}
            - {kind: Pod, namespace: api, name: b, status: Synced, message: created}
            - {kind: NodePool, name: c, status: SyncFailed, message: no limits}
        """;

    for (String phase : List.of("Failed", "Error", "Running")) {
      assertThat(
              application(
                      """
                      operationState:
                        phase: %s
                        message: one or more objects failed to apply
                        %s
                      """
                          .formatted(phase, resources.strip()))
                  .message())
          .as(phase)
          .contains("Pod api/a: denied by policy; NodePool c: no limits");
    }
  }

  @Test
  void anOperationThatFailedAsAWholeIsTheComplaintAndOneUnderWayIsNone() {
    assertThat(application("operationState: {phase: Error, message: timed out}").message())
        .contains("timed out");
    assertThat(application("operationState: {phase: Running, message: waiting}").message())
        .isEmpty();
    assertThat(application("operationState: {phase: Succeeded, message: done}").message())
        .isEmpty();
  }

  @Test
  void anObjectThatIsIllIsNamed() {
    assertThat(
            application(
                    """
                    resources:
                    - {kind: Deployment, namespace: api, name: a, health: {status: Degraded, message: exceeded its deadline}}
                    - {kind: Service, namespace: api, name: b, health: {status: Progressing}}
                    - {kind: ConfigMap, namespace: api, name: c}
                    """)
                .message())
        .contains("Deployment api/a is Degraded: exceeded its deadline");
  }

  @Test
  void aCapacityObjectThatIsReadySaysNoMore() {
    assertThat(
            capacity(
                """
                conditions:
                - {type: ValidationSucceeded, status: "False", reason: Old, message: long ago}
                - {type: Ready, status: "True"}
                """))
        .isEqualTo(new ObservedObject("NodePool", "karpenter-spot", true, Optional.empty()));
  }

  @Test
  void aCapacityObjectThatIsNotReadySaysWhichConditionsFailAndWhy() {
    assertThat(
            capacity(
                    """
                    conditions:
                    - {type: NodeClassReady, status: "False", reason: NodeClassNotFound, message: no such class}
                    - {type: ValidationSucceeded, status: "True"}
                    - {type: Ready, status: "False", reason: UnhealthyDependents}
                    """)
                .message())
        .contains("NodeClassReady: NodeClassNotFound: no such class; UnhealthyDependents");
  }

  @Test
  void aCapacityObjectWithoutStatusAwaitsItsController() {
    assertThat(capacity("{}"))
        .isEqualTo(
            new ObservedObject(
                "NodePool",
                "karpenter-spot",
                false,
                Optional.of("no controller has reported on it yet")));
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

  private static ObservedApplicationSet applicationSet(String status) {
    return Observed.applicationSet(resource("ApplicationSet", "workloads", status));
  }

  private static ObservedApplication application(String status) {
    return Observed.application(resource("Application", "api", status));
  }

  private static ObservedObject capacity(String status) {
    return Observed.object(resource("NodePool", "karpenter-spot", status));
  }

  private static GenericKubernetesResource resource(String kind, String name, String status) {
    String text =
        """
        apiVersion: example/v1
        kind: %s
        metadata: {name: %s}
        status:
        %s
        """
            .formatted(kind, name, status.indent(2));
    return Serialization.unmarshal(text, GenericKubernetesResource.class);
  }
}
