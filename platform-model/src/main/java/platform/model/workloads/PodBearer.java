package platform.model.workloads;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import platform.model.findings.Location;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;

/**
 * An object that brings pods, as it is rendered with the profile's Component.
 *
 * @param replicas how many pods it promises at any time; 0 for a CronJob
 * @param schedule a CronJob's schedule
 * @param labels the labels of its pods
 * @param nodeSelector the node selector of its pods
 */
public record PodBearer(
    String kind,
    String namespace,
    String name,
    int replicas,
    Optional<String> schedule,
    SortedMap<String, String> labels,
    SortedMap<String, String> nodeSelector,
    Location location) {
  private static final Set<String> KINDS =
      Set.of(
          "Deployment",
          "StatefulSet",
          "DaemonSet",
          "ReplicaSet",
          "ReplicationController",
          "Job",
          "CronJob",
          "Pod");

  public PodBearer {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    nodeSelector = Collections.unmodifiableSortedMap(new TreeMap<>(nodeSelector));
  }

  /** The pod template of an object, or the object itself if it is a pod; empty for others. */
  public static Optional<YamlMapping> podTemplateOf(Manifest manifest) {
    return isOne(manifest) ? Optional.of(podTemplate(manifest)) : Optional.empty();
  }

  static boolean isOne(Manifest manifest) {
    return KINDS.contains(manifest.kind());
  }

  static PodBearer from(Manifest manifest, String namespaceWithout) {
    var yaml = manifest.yaml();
    var pod = podTemplate(manifest);
    return new PodBearer(
        manifest.kind(),
        manifest.namespace().orElse(namespaceWithout),
        manifest.name(),
        replicas(manifest),
        manifest.kind().equals("CronJob")
            ? Optional.of(yaml.text("spec", "schedule"))
            : Optional.empty(),
        texts(pod, "metadata", "labels"),
        texts(pod, "spec", "nodeSelector"),
        manifest.location());
  }

  private static YamlMapping podTemplate(Manifest manifest) {
    var yaml = manifest.yaml();
    return switch (manifest.kind()) {
      case "Pod" -> yaml;
      case "CronJob" -> yaml.mapping("spec", "jobTemplate", "spec", "template");
      default -> yaml.mapping("spec", "template");
    };
  }

  /**
   * How many pods a Job has at most at a time.
   *
   * @param spec the Job's, or that of a CronJob's template
   */
  public static int podsOfJob(YamlMapping spec) {
    return Math.min(
        spec.findInteger("parallelism").orElse(1),
        spec.findInteger("completions").orElse(Integer.MAX_VALUE));
  }

  private static int replicas(Manifest manifest) {
    var yaml = manifest.yaml();
    return switch (manifest.kind()) {
      case "CronJob", "DaemonSet" -> 0;
      case "Job" -> podsOfJob(yaml.mapping("spec"));
      case "Pod" -> 1;
      default -> yaml.findInteger("spec", "replicas").orElse(1);
    };
  }

  private static SortedMap<String, String> texts(YamlMapping pod, String... keys) {
    return pod.findMapping(keys).map(YamlMapping::texts).orElseGet(TreeMap::new);
  }
}
