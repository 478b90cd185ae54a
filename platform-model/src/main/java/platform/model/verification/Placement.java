package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import platform.model.capacity.Profile;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.platform.Platform;
import platform.model.workloads.PodBearer;
import platform.model.workloads.Workload;

/** Which nodes belong to which profile, and which pods to which workload. */
final class Placement {
  private Placement() {}

  /** A workload's object with the pods that it has. */
  record Pods(Workload workload, PodBearer bearer, List<ObservedPod> pods) {}

  static List<Pods> podsOf(Platform promised, ObservedPlatform observed) {
    var all = new ArrayList<Pods>();
    for (var workload : promised.workloads().values()) {
      for (var bearer : workload.podBearers()) {
        var pods = observed.pods().stream().filter(pod -> isOf(bearer, pod)).toList();
        all.add(new Pods(workload, bearer, pods));
      }
    }
    return all;
  }

  static boolean isOf(PodBearer bearer, ObservedPod pod) {
    return pod.namespace().equals(bearer.namespace())
        && pod.ownerKind().equals(bearer.kind())
        && pod.ownerName().equals(bearer.name());
  }

  /** Nodes made for a profile, whatever they then turned out to carry. */
  static List<ObservedNode> nodesOf(Profile profile, ObservedPlatform observed) {
    return observed.nodes().stream().filter(node -> isMadeFor(profile, node)).toList();
  }

  static boolean isMadeFor(Profile profile, ObservedNode node) {
    return profile.isKarpenters()
        ? node.nodePool().equals(profile.nodePool())
        : node.nodePool().isEmpty() && profile.name().equals(node.labels().get(Profile.KEY));
  }

  static boolean isBootstrap(Platform promised, ObservedNode node) {
    return promised.profiles().values().stream()
        .filter(profile -> !profile.isKarpenters())
        .anyMatch(profile -> isMadeFor(profile, node));
  }

  /** The profile whose nodes these are, if any. */
  static Optional<Profile> profileOf(Platform promised, ObservedNode node) {
    return promised.profiles().values().stream()
        .filter(profile -> isMadeFor(profile, node))
        .findFirst();
  }

  /** In what a node differs from the profile's promise; empty if it is one of its nodes. */
  static List<String> differences(Profile profile, ObservedNode node) {
    var differences = new ArrayList<String>();
    if (!node.nodePool().equals(profile.nodePool())) {
      differences.add(
          node.nodePool()
              .map(pool -> "made by NodePool '" + pool + "'")
              .orElse("made by no NodePool"));
    }
    differences.addAll(missingMarks(profile, node));
    differences.addAll(otherCapacity(profile, node));
    return differences;
  }

  /** The profile's label and taint, as far as the node lacks them. */
  static List<String> missingMarks(Profile profile, ObservedNode node) {
    var missing = new ArrayList<String>();
    var label = node.labels().get(Profile.KEY);
    if (!profile.name().equals(label)) {
      missing.add(
          Optional.ofNullable(label)
              .map(other -> "label " + Profile.KEY + "=" + other)
              .orElse("no label " + Profile.KEY));
    }
    // Bootstrap nodes carry no taint, since the platform's own pods live there.
    if (profile.isKarpenters() && !isTainted(profile, node)) {
      missing.add("no taint " + Profile.KEY + "=" + profile.name() + ":NoSchedule");
    }
    return missing;
  }

  static boolean isTainted(Profile profile, ObservedNode node) {
    return node.taints().stream()
        .anyMatch(
            taint ->
                taint.key().equals(Profile.KEY)
                    && taint.value().equals(profile.name())
                    && taint.effect().equals("NoSchedule"));
  }

  static List<String> otherCapacity(Profile profile, ObservedNode node) {
    var others = new ArrayList<String>();
    if (!profile.capacityType().equals(capacityType(node))) {
      others.add("capacity type " + node.capacityType());
    }
    if (!profile.architecture().equals(node.architecture())) {
      others.add("architecture " + node.architecture());
    }
    return others;
  }

  /** How messages name a node: by what makes it the wrong one. */
  static String describe(ObservedNode node) {
    return "%s (%s, %s)".formatted(node.name(), node.instanceType(), capacityType(node));
  }

  /** The bearer as messages name it. */
  static String describe(PodBearer bearer) {
    return bearer.kind() + " " + bearer.namespace() + "/" + bearer.name();
  }

  // EKS writes ON_DEMAND on the nodes of its groups, Karpenter writes on-demand.
  private static String capacityType(ObservedNode node) {
    return node.capacityType().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
