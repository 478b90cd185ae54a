package platform.model.platform;

import java.util.Collection;
import java.util.List;
import platform.model.manifests.Manifest;
import platform.model.workloads.Workload;

/** The Applications that the ApplicationSet of the workloads makes, whole. */
public final class GeneratedApplications {
  private GeneratedApplications() {}

  /**
   * One for each workload, at the place where its profile is named; none if the ApplicationSet is
   * another one.
   *
   * @throws platform.model.manifests.ManifestException if its template is not understood
   */
  public static List<Manifest> of(Manifest applicationSet, Collection<Workload> workloads) {
    var generator = WorkloadGenerator.in(List.of(applicationSet));
    return workloads.stream().flatMap(each -> generator.manifest(each).stream()).toList();
  }
}
