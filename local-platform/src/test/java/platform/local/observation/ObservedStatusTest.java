package platform.local.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedApplicationSet;
import platform.model.observed.ObservedObject;

/** What the status of Argo CD's and Karpenter's objects says. */
class ObservedStatusTest {
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
