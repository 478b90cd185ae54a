package platform.local.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import platform.model.operations.CapacityState;
import platform.model.operations.CapacityState.Blockade;
import platform.model.operations.CapacityState.Hash;

class CapacityReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private static final String POOL =
      """
      apiVersion: karpenter.sh/v1
      kind: NodePool
      metadata:
        name: spot
        generation: 3
        annotations:
          argocd.argoproj.io/tracking-id: capacity:karpenter.sh/NodePool:argocd/spot
          karpenter.sh/nodepool-hash: "12"
          karpenter.sh/nodepool-hash-version: v3
      spec:
        template: {spec: {nodeClassRef: {name: default}}}
        disruption:
          budgets:
            - {nodes: "0", reasons: [Drifted], schedule: "0 6 * * mon-fri", duration: 14h}
      status:
        conditions:
          - {type: NodeClassReady, status: "True", observedGeneration: %d}
          - {type: Ready, status: "True", observedGeneration: 3, message: ""}
      """;

  private static final String CLASS =
      """
      apiVersion: karpenter.k8s.aws/v1
      kind: EC2NodeClass
      metadata: {name: default, generation: 1}
      status:
        amis: [{id: ami-1}, {id: ami-2}]
        conditions:
          - {type: Ready, status: "False", observedGeneration: 1, message: no such role}
      """;

  private static final String CLAIM =
      """
      apiVersion: karpenter.sh/v1
      kind: NodeClaim
      metadata:
        name: spot-1
        creationTimestamp: "2026-11-25T11:00:00Z"
        deletionTimestamp: "2026-11-25T11:59:00Z"
        labels: {karpenter.sh/nodepool: spot}
        annotations:
          karpenter.sh/nodepool-hash: "11"
          karpenter.sh/nodepool-hash-version: v3
      spec: {nodeClassRef: {name: default}}
      status:
        imageID: ami-0
        nodeName: node-1
        conditions:
          - {type: Drifted, status: "True", reason: AMIDrift}
          - {type: DisruptionReason, status: "False", reason: Drifted}
      """;

  private static final String EVENT =
      """
      apiVersion: v1
      kind: Event
      metadata: {name: e}
      reason: DisruptionBlocked
      message: Pdb prevents pod evictions
      lastTimestamp: "%s"
      involvedObject: {kind: Node, name: node-1}
      """;

  @Test
  void whatKarpenterWroteIsRead() {
    CapacityState state = state(POOL.formatted(3), EVENT.formatted("2026-11-25T11:59:00Z"));

    assertThat(state.nodePools())
        .singleElement()
        .satisfies(
            pool -> {
              assertThat(pool.hash()).contains(new Hash("12", "v3"));
              assertThat(pool.application()).contains("capacity");
              assertThat(pool.readiness().upToDate()).isTrue();
              assertThat(pool.readiness().message()).isEmpty();
              assertThat(pool.budgets().get(0).reasons()).containsExactly("Drifted");
              assertThat(pool.budgets().get(0).schedule()).contains("0 6 * * mon-fri");
            });
    assertThat(state.nodeClasses())
        .singleElement()
        .satisfies(
            nodeClass -> {
              assertThat(nodeClass.images()).containsExactly("ami-1", "ami-2");
              assertThat(nodeClass.readiness().ready()).isFalse();
              assertThat(nodeClass.readiness().message()).contains("no such role");
              assertThat(nodeClass.hash()).isEmpty();
            });
    assertThat(state.nodeClaims())
        .singleElement()
        .satisfies(
            claim -> {
              assertThat(claim.isDeleting()).isTrue();
              assertThat(claim.drift()).contains("AMIDrift");
              assertThat(claim.disruption()).as("a condition that is not true").isEmpty();
              assertThat(claim.image()).contains("ami-0");
              assertThat(claim.node()).contains("node-1");
            });
    assertThat(state.blockades())
        .containsExactly(new Blockade("Node", "node-1", "Pdb prevents pod evictions"));
  }

  @Test
  void aConditionOfAnEarlierGenerationIsNotUpToDate() {
    assertThat(
            state(POOL.formatted(2), EVENT.formatted(NOW))
                .nodePools()
                .get(0)
                .readiness()
                .upToDate())
        .isFalse();
  }

  @Test
  void anEventOfLongAgoHoldsNothing() {
    assertThat(state(POOL.formatted(3), EVENT.formatted("2026-11-25T11:50:00Z")).blockades())
        .isEmpty();
  }

  @Test
  void anApplicationIsReadWithWhatWaitsToBePruned() {
    var application =
        Applications.read(
            object(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata: {name: capacity}
                status:
                  sync: {status: OutOfSync, revision: 0123456789}
                  health: {status: Healthy}
                  operationState: {phase: Failed, message: one or more objects failed to apply}
                  conditions: [{type: ComparisonError, message: it does not build}]
                  resources:
                    - {kind: NodePool, name: spot, status: OutOfSync, requiresPruning: true}
                    - {kind: NodePool, name: on-demand, status: Synced}
                """));

    assertThat(application.isApplied()).isTrue();
    assertThat(application.unwanted("NodePool", "spot").isSeen()).isTrue();
    assertThat(application.unwanted("NodePool", "on-demand").isSeen()).isFalse();
    assertThat(application.revision()).isEqualTo(Optional.of("0123456789"));
    assertThat(application.complaints())
        .containsExactly("it does not build", "one or more objects failed to apply");
  }

  private static CapacityState state(String pool, String event) {
    return CapacityReader.read(
        List.of(object(pool)),
        List.of(object(CLASS)),
        List.of(object(CLAIM)),
        List.of(object(event)),
        NOW);
  }

  private static GenericKubernetesResource object(String yaml) {
    return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
  }
}
