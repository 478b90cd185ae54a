package platform.local.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.local.observation.Owners.Owner;

class OwnersTest {
  private final Owners owners =
      new Owners(
          List.of(
              Serialization.unmarshal(
                  metadata("r-1", "Deployment", "d-1", "web"), ReplicaSet.class),
              Serialization.unmarshal("metadata: {name: bare, uid: r-2}", ReplicaSet.class)),
          List.of(
              Serialization.unmarshal(metadata("j-1", "CronJob", "c-1", "nightly"), Job.class)));

  @ParameterizedTest
  @CsvSource({
    "ReplicaSet, r-1, web-1a, Deployment, web",
    "ReplicaSet, r-2, bare, ReplicaSet, bare",
    "ReplicaSet, gone, web-0f, ReplicaSet, web-0f",
    "Job, j-1, nightly-7, CronJob, nightly",
    "StatefulSet, s-1, cache, StatefulSet, cache",
    "DaemonSet, ds-1, aws-node, DaemonSet, aws-node"
  })
  void theTopmostControllerOwnsAPod(
      String kind, String uid, String name, String ownerKind, String ownerName) {
    Pod pod = Serialization.unmarshal(metadata("p-1", kind, uid, name), Pod.class);

    assertThat(owners.of(pod)).isEqualTo(new Owner(ownerKind, ownerName));
  }

  @Test
  void aPodThatNobodyControlsOwnsItself() {
    Pod pod =
        Serialization.unmarshal(
            """
            metadata:
              name: alone
              ownerReferences: [{kind: Node, name: n, uid: n-1}]
            """,
            Pod.class);

    assertThat(owners.of(pod)).isEqualTo(new Owner("Pod", "alone"));
  }

  private static String metadata(String uid, String kind, String ownerUid, String ownerName) {
    return """
    metadata:
      name: itself
      uid: %s
      ownerReferences: [{kind: %s, name: %s, uid: %s, controller: true}]
    """
        .formatted(uid, kind, ownerName, ownerUid);
  }
}
