package platform.model.verification;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedApplicationSet;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedObject;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.observed.Resources;
import platform.model.observed.Taint;
import platform.model.observed.Toleration;

/** The fixtures' valid tree as it looks when all is as promised, to be changed in one thing. */
public record PlatformExample(ObservedPlatform observed) {
  private static final String KEY = "capacity.platform/profile";

  public static PlatformExample asPromised() {
    var nodes =
        List.of(
            node(
                "bootstrap-a",
                "t4g.small",
                "managed-on-demand",
                Optional.empty(),
                "on-demand",
                "0.0168"),
            node(
                "bootstrap-b",
                "t4g.small",
                "managed-on-demand",
                Optional.empty(),
                "on-demand",
                "0.0168"),
            node(
                "od-a",
                "c7g.large",
                "karpenter-on-demand",
                Optional.of("karpenter-on-demand"),
                "on-demand",
                "0.0725"),
            node(
                "spot-a",
                "m7g.large",
                "karpenter-spot",
                Optional.of("karpenter-spot"),
                "spot",
                "0.0326"));
    var pods =
        List.of(
            workload("stateless-api", "Deployment", "managed-on-demand", "bootstrap-a"),
            workload("stateful-cache", "StatefulSet", "karpenter-on-demand", "od-a"),
            workload("nightly-report", "CronJob", "karpenter-spot", "spot-a"),
            platform("karpenter", "karpenter-x", "bootstrap-b", 256, true),
            pod("kube-system", "aws-node-x", "DaemonSet", "aws-node", "spot-a"));
    var applications =
        List.of(
                "capacity",
                "karpenter",
                "platform",
                "workload-nightly-report",
                "workload-stateful-cache",
                "workload-stateless-api")
            .stream()
            .map(
                name ->
                    new ObservedApplication(
                        name, "Synced", "Healthy", Optional.empty(), Optional.empty()))
            .toList();
    var capacity =
        List.of(
            new ObservedObject("EC2NodeClass", "default", true, Optional.empty()),
            new ObservedObject("NodePool", "karpenter-on-demand", true, Optional.empty()),
            new ObservedObject("NodePool", "karpenter-spot", true, Optional.empty()));
    return new PlatformExample(
        new ObservedPlatform(Instant.EPOCH, nodes, pods, applications, List.of(), capacity));
  }

  PlatformExample withNode(String name, UnaryOperator<ObservedNode> change) {
    var nodes =
        observed.nodes().stream()
            .map(node -> node.name().equals(name) ? change.apply(node) : node)
            .toList();
    return with(nodes, observed.pods());
  }

  PlatformExample withoutNode(String name) {
    return with(
        observed.nodes().stream().filter(node -> !node.name().equals(name)).toList(),
        observed.pods());
  }

  public PlatformExample withPod(String owner, UnaryOperator<ObservedPod> change) {
    var pods =
        observed.pods().stream()
            .map(pod -> pod.ownerName().equals(owner) ? change.apply(pod) : pod)
            .toList();
    return with(observed.nodes(), pods);
  }

  PlatformExample withoutPod(String owner) {
    return with(
        observed.nodes(),
        observed.pods().stream().filter(pod -> !pod.ownerName().equals(owner)).toList());
  }

  PlatformExample and(ObservedPod pod) {
    var pods = new ArrayList<>(observed.pods());
    pods.add(pod);
    return with(observed.nodes(), pods);
  }

  PlatformExample withApplication(ObservedApplication changed) {
    var applications = new ArrayList<>(observed.applications());
    applications.removeIf(each -> each.name().equals(changed.name()));
    applications.add(changed);
    return withApplications(applications);
  }

  PlatformExample withoutApplication(String name) {
    return withApplications(
        observed.applications().stream().filter(each -> !each.name().equals(name)).toList());
  }

  PlatformExample withApplicationSet(ObservedApplicationSet set) {
    return new PlatformExample(
        new ObservedPlatform(
            observed.at(),
            observed.nodes(),
            observed.pods(),
            observed.applications(),
            List.of(set),
            observed.capacityObjects()));
  }

  PlatformExample withCapacityObject(ObservedObject changed) {
    var objects = new ArrayList<>(observed.capacityObjects());
    objects.removeIf(
        each -> each.kind().equals(changed.kind()) && each.name().equals(changed.name()));
    objects.add(changed);
    return new PlatformExample(
        new ObservedPlatform(
            observed.at(),
            observed.nodes(),
            observed.pods(),
            observed.applications(),
            observed.applicationSets(),
            objects));
  }

  static ObservedPod pod(
      String namespace, String name, String ownerKind, String ownerName, String node) {
    return new ObservedPod(
        namespace,
        name,
        ownerKind,
        ownerName,
        Optional.of(node),
        "Running",
        true,
        new TreeMap<>(),
        new TreeMap<>(),
        List.of(),
        Optional.empty(),
        new Resources(new BigDecimal("0.25"), 256L << 20),
        0,
        false);
  }

  /** A pod of the platform's own, above all workloads. */
  static ObservedPod platform(
      String owner, String name, String node, long mebibytes, boolean keepsApart) {
    var pod = pod(owner, name, "Deployment", owner, node);
    return withPriority(
        new ObservedPod(
            pod.namespace(),
            pod.name(),
            pod.ownerKind(),
            pod.ownerName(),
            pod.node(),
            pod.phase(),
            pod.ready(),
            pod.labels(),
            pod.nodeSelector(),
            pod.tolerations(),
            pod.notRunningBecause(),
            new Resources(new BigDecimal("0.25"), mebibytes << 20),
            pod.priority(),
            keepsApart),
        2_000_000_000);
  }

  static ObservedPod withPriority(ObservedPod pod, int priority) {
    return new ObservedPod(
        pod.namespace(),
        pod.name(),
        pod.ownerKind(),
        pod.ownerName(),
        pod.node(),
        pod.phase(),
        pod.ready(),
        pod.labels(),
        pod.nodeSelector(),
        pod.tolerations(),
        pod.notRunningBecause(),
        pod.requests(),
        priority,
        pod.keepsApart());
  }

  static ObservedPod carrying(ObservedPod pod, String profile) {
    return new ObservedPod(
        pod.namespace(),
        pod.name(),
        pod.ownerKind(),
        pod.ownerName(),
        pod.node(),
        pod.phase(),
        pod.ready(),
        new TreeMap<>(Map.of(KEY, profile)),
        new TreeMap<>(Map.of(KEY, profile)),
        List.of(
            new Toleration(KEY, "Equal", profile, "NoSchedule"),
            new Toleration("node.kubernetes.io/not-ready", "Exists", "", "NoExecute")),
        pod.notRunningBecause(),
        pod.requests(),
        pod.priority(),
        pod.keepsApart());
  }

  public static ObservedPod on(ObservedPod pod, String node) {
    return new ObservedPod(
        pod.namespace(),
        pod.name(),
        pod.ownerKind(),
        pod.ownerName(),
        Optional.of(node),
        pod.phase(),
        pod.ready(),
        pod.labels(),
        pod.nodeSelector(),
        pod.tolerations(),
        pod.notRunningBecause(),
        pod.requests(),
        pod.priority(),
        pod.keepsApart());
  }

  static ObservedPod pending(ObservedPod pod, Optional<String> node, String reason) {
    return new ObservedPod(
        pod.namespace(),
        pod.name(),
        pod.ownerKind(),
        pod.ownerName(),
        node,
        "Pending",
        false,
        pod.labels(),
        pod.nodeSelector(),
        pod.tolerations(),
        Optional.of(reason),
        pod.requests(),
        pod.priority(),
        pod.keepsApart());
  }

  static ObservedPod labelled(ObservedPod pod, String key) {
    var labels = new TreeMap<>(pod.labels());
    labels.put(key, "true");
    return new ObservedPod(
        pod.namespace(),
        pod.name(),
        pod.ownerKind(),
        pod.ownerName(),
        pod.node(),
        pod.phase(),
        pod.ready(),
        labels,
        pod.nodeSelector(),
        pod.tolerations(),
        pod.notRunningBecause(),
        pod.requests(),
        pod.priority(),
        pod.keepsApart());
  }

  static ObservedPod withSelection(
      ObservedPod pod, Map<String, String> nodeSelector, List<Toleration> tolerations) {
    return new ObservedPod(
        pod.namespace(),
        pod.name(),
        pod.ownerKind(),
        pod.ownerName(),
        pod.node(),
        pod.phase(),
        pod.ready(),
        pod.labels(),
        new TreeMap<>(nodeSelector),
        tolerations,
        pod.notRunningBecause(),
        pod.requests(),
        pod.priority(),
        pod.keepsApart());
  }

  static ObservedNode with(
      ObservedNode node, boolean ready, String capacityType, List<Taint> taints) {
    return new ObservedNode(
        node.name(),
        node.instanceType(),
        capacityType,
        node.zone(),
        node.architecture(),
        node.nodePool(),
        ready,
        node.labels(),
        taints,
        node.hourlyUsd(),
        node.allocatable());
  }

  static ObservedNode leaving(ObservedNode node, Resources allocatable) {
    return new ObservedNode(
        node.name(),
        node.instanceType(),
        node.capacityType(),
        node.zone(),
        node.architecture(),
        node.nodePool(),
        node.ready(),
        node.labels(),
        node.taints(),
        node.hourlyUsd(),
        allocatable);
  }

  private PlatformExample with(List<ObservedNode> nodes, List<ObservedPod> pods) {
    return new PlatformExample(
        new ObservedPlatform(
            observed.at(),
            nodes,
            pods,
            observed.applications(),
            observed.applicationSets(),
            observed.capacityObjects()));
  }

  private PlatformExample withApplications(List<ObservedApplication> applications) {
    return new PlatformExample(
        new ObservedPlatform(
            observed.at(),
            observed.nodes(),
            observed.pods(),
            applications,
            observed.applicationSets(),
            observed.capacityObjects()));
  }

  private static ObservedPod workload(String name, String kind, String profile, String node) {
    return carrying(pod(name, name + "-x", kind, name, node), profile);
  }

  private static ObservedNode node(
      String name,
      String instanceType,
      String profile,
      Optional<String> nodePool,
      String capacityType,
      String hourlyUsd) {
    return new ObservedNode(
        name,
        instanceType,
        capacityType,
        "us-east-1" + name.substring(name.length() - 1),
        "arm64",
        nodePool,
        true,
        new TreeMap<>(Map.of(KEY, profile)),
        nodePool.isPresent() ? List.of(new Taint(KEY, profile, "NoSchedule")) : List.of(),
        new BigDecimal(hourlyUsd),
        instanceType.equals("t4g.small")
            ? new Resources(new BigDecimal("1.93"), 1437L << 20)
            : new Resources(new BigDecimal("1.93"), 7000L << 20));
  }
}
