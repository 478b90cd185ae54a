package platform.model.platform;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import platform.model.capacity.NodeClass;
import platform.model.capacity.NodePool;
import platform.model.capacity.Profile;
import platform.model.workloads.Workload;

/**
 * The whole platform as the tree promises it for one environment; maps are keyed by name.
 *
 * @param platformNamespaces namespaces that hold the platform's own pods
 * @param unreadableProfiles profiles that exist but could not be read, which is a finding already
 * @param guardrails what the admission policies compare with, empty if the tree has none
 * @param sources the files' documents, none unless the whole tree was asked for
 * @param deliveries what each Application brings, none unless the whole tree was asked for
 * @param isComplete whether all could be read; if not, what seems missing may be there
 */
public record Platform(
    Settings settings,
    SortedMap<String, Profile> profiles,
    SortedMap<String, NodePool> nodePools,
    SortedMap<String, NodeClass> nodeClasses,
    SortedMap<String, Workload> workloads,
    List<ExpectedApplication> applications,
    Surface surface,
    SortedSet<String> platformNamespaces,
    SortedSet<String> unreadableProfiles,
    Optional<Guardrails> guardrails,
    Ownership ownership,
    References references,
    Sources sources,
    List<Delivery> deliveries,
    boolean isComplete) {
  public Platform {
    profiles = Collections.unmodifiableSortedMap(new TreeMap<>(profiles));
    nodePools = Collections.unmodifiableSortedMap(new TreeMap<>(nodePools));
    nodeClasses = Collections.unmodifiableSortedMap(new TreeMap<>(nodeClasses));
    workloads = Collections.unmodifiableSortedMap(new TreeMap<>(workloads));
    applications =
        applications.stream().sorted(Comparator.comparing(ExpectedApplication::name)).toList();
    deliveries = deliveries.stream().sorted(Comparator.comparing(Delivery::application)).toList();
    unreadableProfiles = Collections.unmodifiableSortedSet(new TreeSet<>(unreadableProfiles));
    platformNamespaces = Collections.unmodifiableSortedSet(new TreeSet<>(platformNamespaces));
  }

  public String environment() {
    return settings.environment();
  }

  /** The profile a workload chose, if there is such a profile. */
  public Optional<Profile> profileOf(Workload workload) {
    return Optional.ofNullable(profiles.get(workload.profile()));
  }

  public List<Workload> workloadsOn(Profile profile) {
    return workloads.values().stream()
        .filter(workload -> workload.profile().equals(profile.name()))
        .toList();
  }

  public Optional<NodePool> nodePoolOf(Profile profile) {
    return profile.nodePool().map(nodePools::get);
  }
}
