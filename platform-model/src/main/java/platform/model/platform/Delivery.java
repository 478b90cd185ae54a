package platform.model.platform;

import java.util.List;
import java.util.Optional;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;

/**
 * What one Application brings to the cluster, rendered as Argo CD renders it.
 *
 * @param location where the Application is declared
 * @param project the AppProject that it belongs to
 * @param namespace where an object goes that names no namespace
 * @param folder what is rendered, relative to the repository's root
 * @param workload the workload behind it, if it is a tenant's
 */
public record Delivery(
    String application,
    Location location,
    String project,
    Optional<String> namespace,
    String folder,
    Optional<String> workload,
    List<Manifest> objects) {
  public Delivery {
    objects = List.copyOf(objects);
  }

  public boolean isOfAWorkload() {
    return workload.isPresent();
  }

  /** Where an object goes, if it goes to a namespace at all. */
  public Optional<String> namespaceOf(Manifest object) {
    return object.namespace().or(this::namespace);
  }
}
