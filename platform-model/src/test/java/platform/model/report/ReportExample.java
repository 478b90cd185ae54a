package platform.model.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.observed.ObservedChange;
import platform.model.observed.ObservedChange.Kind;
import platform.model.observed.Resources;
import platform.model.report.VerificationReport.Application;
import platform.model.report.VerificationReport.Node;
import platform.model.report.VerificationReport.Owner;
import platform.model.report.VerificationReport.Phase;
import platform.model.report.VerificationReport.Pod;
import platform.model.report.VerificationReport.Profile;
import platform.model.report.VerificationReport.Verdict;
import platform.model.report.VerificationReport.Workload;

/** A platform of the usual size on which one of everything went wrong that a page can show. */
final class ReportExample {
  private static final Instant START = Instant.parse("2026-11-22T17:00:00Z");

  private static final Node BOOTSTRAP_A =
      node("ip-10-0-0-4.ec2.internal", "t4g.small", "on-demand", "us-east-1a", "0.0168", 1437);
  private static final Node BOOTSTRAP_B =
      node("ip-10-0-16-4.ec2.internal", "t4g.small", "on-demand", "us-east-1b", "0.0168", 1437);
  private static final Node ON_DEMAND =
      node("ip-10-0-0-6.ec2.internal", "m6g.large", "on-demand", "us-east-1a", "0.0770", 6903);
  private static final Node SPOT =
      new Node(
          "ip-10-0-0-5.ec2.internal",
          "c6g.large",
          "spot",
          "us-east-1a",
          "arm64",
          new BigDecimal("0.0231"),
          false,
          resources("1.93", 3114));
  private static final Node STRAY =
      node("ip-10-0-32-9.ec2.internal", "c6g.xlarge", "on-demand", "us-east-1c", "0.1360", 6903);

  private ReportExample() {}

  /** The example under names that anybody could have chosen. */
  static VerificationReport report(String workload) {
    return new VerificationReport(
        Verdict.FAIL,
        START.plusSeconds(88),
        "dev",
        new VerificationReport.Cluster("embedded", "v1.36.1"),
        new TreeMap<>(
            Map.of("karpenter", "1.15.0", "argo-cd", "3.2.11", "kube-apiserver", "v1.36.1")),
        new VerificationReport.Differences(
            List.of("repository URL: the lab's own repository, for https://example.org/platform"),
            List.of(
                "karpenter: AWS_ENDPOINT_URL=http://127.0.0.1:40123, --metrics-port=40125",
                "argocd-server: --port=40126")),
        List.of("images: none is pulled or run", "IAM: no policy is evaluated"),
        List.of(
            new Application("capacity", "Synced", "Healthy"),
            new Application("karpenter", "Synced", "Progressing"),
            new Application("workload-" + workload, "OutOfSync", "Healthy")),
        profiles(workload),
        List.of(STRAY),
        pods(workload),
        timeline(workload),
        List.of(
            Phase.of("Git", Duration.ofMillis(420)),
            Phase.of("control plane", Duration.ofMillis(8_240)),
            Phase.of("AWS account", Duration.ofMillis(11_900)),
            Phase.of("as promised", Duration.ofMillis(61_300))),
        List.of(
            Finding.error(
                "workload-pods-run-on-their-profile-only",
                new Location("gitops/apps/workloads/nightly-report/overlays/dev/workload.yaml", 4),
                "pod %s/%s-0 of profile 'karpenter-spot' is on node %s"
                    .formatted(workload, workload, ON_DEMAND.name()),
                "make the Component, the pod's node selector and the nodes' marks agree"),
            Finding.warning(
                "aws-calls-are-answered",
                "AWS refused CreateFleet: InsufficientInstanceCapacity",
                "try another zone")));
  }

  private static List<Profile> profiles(String workload) {
    return List.of(
        new Profile(
            "karpenter-on-demand",
            List.of(ON_DEMAND),
            List.of(workload("stateful-cache", "StatefulSet", 2, 2, 0, 0, ON_DEMAND))),
        new Profile(
            "karpenter-spot",
            List.of(SPOT),
            List.of(
                workload("nightly-report", "CronJob", 1, 0, 1, 0, SPOT),
                workload(workload, "Deployment", 2, 1, 0, 1, ON_DEMAND))),
        new Profile(
            "managed-on-demand",
            List.of(BOOTSTRAP_A, BOOTSTRAP_B),
            List.of(workload("stateless-api", "Deployment", 2, 2, 0, 0, BOOTSTRAP_A))));
  }

  private static List<Pod> pods(String workload) {
    var pods = new ArrayList<Pod>();
    pods.add(chosen("stateful-cache", "stateful-cache-0", "karpenter-on-demand", ON_DEMAND));
    pods.add(chosen("stateful-cache", "stateful-cache-1", "karpenter-on-demand", ON_DEMAND));
    pods.add(chosen(workload, workload + "-0", "karpenter-spot", ON_DEMAND));
    pods.add(
        pod(
            workload,
            workload + "-1",
            Owner.WORKLOAD,
            workload,
            Optional.of("karpenter-spot"),
            Optional.empty(),
            "Pending",
            resources("0.25", 512)));
    pods.add(
        pod(
            "nightly-report",
            "nightly-report-29",
            Owner.WORKLOAD,
            "nightly-report",
            Optional.of("karpenter-spot"),
            Optional.of(SPOT),
            "Succeeded",
            resources("0.5", 512)));
    for (var node : List.of(BOOTSTRAP_A, BOOTSTRAP_B)) {
      pods.add(chosen("stateless-api", "stateless-api-" + node.zone(), "managed-on-demand", node));
      pods.add(platform("karpenter", "karpenter", node, resources("0.25", 256)));
      pods.add(platform("kube-system", "coredns", node, resources("0.1", 70)));
    }
    pods.add(
        platform("argocd", "argocd-application-controller", BOOTSTRAP_A, resources("0.1", 256)));
    pods.add(platform("argocd", "argocd-repo-server", BOOTSTRAP_B, resources("0.1", 128)));
    pods.add(platform("argocd", "argocd-server", BOOTSTRAP_B, Resources.NONE));
    for (var node : List.of(BOOTSTRAP_A, BOOTSTRAP_B, ON_DEMAND, SPOT, STRAY)) {
      pods.add(daemon("aws-node", node, resources("0.05", 0)));
      pods.add(daemon("kube-proxy", node, resources("0.1", 0)));
    }
    return pods;
  }

  private static List<ObservedChange> timeline(String workload) {
    return List.of(
        change(0, Kind.NODE, BOOTSTRAP_A.name(), "node %s has joined (t4g.small, us-east-1a)"),
        change(1_050, Kind.NODE, BOOTSTRAP_A.name(), "node %s is ready"),
        change(9_300, Kind.APPLICATION, "capacity", "Application %s is Synced and Healthy"),
        change(31_000, Kind.POD, workload + "/" + workload + "-0", "pod %s waits for a node"),
        change(33_700, Kind.NODE_CLAIM, "karpenter-spot-x7k2p", "NodeClaim %s asks for a machine"),
        change(34_100, Kind.AWS_CALL, "ec2 CreateFleet", "AWS carried out %s (spot)"),
        change(36_200, Kind.NODE, SPOT.name(), "node %s is ready"),
        change(88_000, Kind.NODE, SPOT.name(), "node %s is not ready"));
  }

  private static ObservedChange change(long millis, Kind kind, String subject, String sentence) {
    return new ObservedChange(
        START.plusMillis(millis), kind, subject, sentence.replace("%s", subject));
  }

  private static Workload workload(
      String name, String kind, int pods, int running, int succeeded, int misplaced, Node on) {
    return new Workload(name, name, kind, name, pods, running, succeeded, misplaced, List.of(on));
  }

  private static Pod chosen(String namespace, String name, String profile, Node node) {
    return pod(
        namespace,
        name,
        Owner.WORKLOAD,
        namespace,
        Optional.of(profile),
        Optional.of(node),
        "Running",
        resources("0.25", 512));
  }

  private static Pod platform(String namespace, String owner, Node node, Resources requests) {
    return pod(
        namespace,
        owner + "-7d9f8c-" + node.zone().substring(8),
        Owner.PLATFORM,
        owner,
        Optional.empty(),
        Optional.of(node),
        "Running",
        requests);
  }

  private static Pod daemon(String owner, Node node, Resources requests) {
    return pod(
        "kube-system",
        owner + "-" + node.name().hashCode() % 1000,
        Owner.DAEMON,
        owner,
        Optional.empty(),
        Optional.of(node),
        "Running",
        requests);
  }

  private static Pod pod(
      String namespace,
      String name,
      Owner owner,
      String ownerName,
      Optional<String> profile,
      Optional<Node> node,
      String state,
      Resources requests) {
    return new Pod(
        namespace,
        name,
        owner,
        ownerName,
        profile,
        node.map(Node::name),
        state,
        node.isPresent() ? Optional.empty() : Optional.of("Unschedulable: 0/5 nodes are available"),
        requests);
  }

  private static Node node(
      String name, String type, String capacityType, String zone, String usd, int mebibytes) {
    var cpu = type.endsWith("xlarge") ? "3.92" : "1.93";
    return new Node(
        name,
        type,
        capacityType,
        zone,
        "arm64",
        new BigDecimal(usd),
        true,
        resources(cpu, mebibytes));
  }

  private static Resources resources(String cpu, long mebibytes) {
    return new Resources(new BigDecimal(cpu), mebibytes << 20);
  }
}
