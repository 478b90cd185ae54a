package platform.local.observation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the topmost object that controls a pod: a Deployment rather than its ReplicaSet. */
final class Owners {
  private final Map<String, HasMetadata> byUid = new HashMap<>();

  /** The kind and name of a controlling object. */
  record Owner(String kind, String name) {}

  Owners(List<ReplicaSet> replicaSets, List<Job> jobs) {
    replicaSets.forEach(replicaSet -> byUid.put(replicaSet.getMetadata().getUid(), replicaSet));
    jobs.forEach(job -> byUid.put(job.getMetadata().getUid(), job));
  }

  Owner of(Pod pod) {
    var owner = new Owner("Pod", pod.getMetadata().getName());
    Optional<OwnerReference> reference = controllerOf(pod);
    while (reference.isPresent()) {
      owner = new Owner(reference.get().getKind(), reference.get().getName());
      HasMetadata object = byUid.get(reference.get().getUid());
      reference = object == null ? Optional.empty() : controllerOf(object);
    }
    return owner;
  }

  private static Optional<OwnerReference> controllerOf(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
        .findFirst();
  }
}
