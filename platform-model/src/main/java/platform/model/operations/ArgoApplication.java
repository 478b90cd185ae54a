package platform.model.operations;

import java.util.List;
import java.util.Optional;
import platform.model.operations.Retirement.Unwanted;

/**
 * An Argo CD Application in the detail that operations need.
 *
 * @param revision the commit that it was last compared with
 * @param isOperating whether a sync is asked for or under way
 * @param complaints messages of its conditions and of its last sync
 */
public record ArgoApplication(
    String name,
    String sync,
    String health,
    Optional<String> revision,
    boolean isOperating,
    List<ManagedResource> resources,
    List<String> complaints) {
  public ArgoApplication {
    resources = List.copyOf(resources);
    complaints = List.copyOf(complaints);
  }

  /** What an Application says of one object that it manages. */
  public record ManagedResource(
      String kind, String name, boolean isSynced, boolean requiresPruning) {}

  /**
   * Whether the cluster holds what the commit wants; objects that only wait to be retired are no
   * difference, since Argo CD is not to delete them.
   */
  public boolean isApplied() {
    return !isOperating
        && (sync.equals("Synced")
            || sync.equals("OutOfSync")
                && resources.stream()
                    .allMatch(resource -> resource.isSynced() || resource.requiresPruning()));
  }

  /** Whether Argo CD lists an object of it as one that Git no longer has. */
  public Unwanted unwanted(String kind, String objectName) {
    boolean listed =
        resources.stream()
            .anyMatch(
                resource ->
                    resource.kind().equals(kind)
                        && resource.name().equals(objectName)
                        && resource.requiresPruning());
    String at =
        revision
            .map(commit -> " at " + commit.substring(0, Math.min(7, commit.length())))
            .orElse("");
    return listed
        ? new Unwanted(
            true, "Application '%s' lists it as requiring pruning%s".formatted(name, at), "")
        : new Unwanted(
            false,
            "Application '%s' does not list it as requiring pruning%s".formatted(name, at),
            "merge the commit that removes the file, and wait until Argo CD has compared it");
  }

  /** Whether Argo CD has found that the folder of this Application is gone. */
  public Unwanted withoutFolder() {
    return complaints.stream().anyMatch(complaint -> complaint.contains("app path does not exist"))
        ? new Unwanted(
            true, "Argo CD no longer finds the folder of Application '%s'".formatted(name), "")
        : new Unwanted(
            false,
            "Argo CD has not noticed that the folder of Application '%s' is gone".formatted(name),
            "merge the commit that removes the folder, and wait until Argo CD has compared it");
  }
}
