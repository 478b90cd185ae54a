package platform.local.lab;

import java.util.List;
import platform.local.aws.Prices;

/**
 * All that differs between the lab and a cluster on AWS, and what the lab cannot show for that
 * reason. The two lists of differences are complete: nothing else differs.
 *
 * @param inGit differences of the lab's commit from the working tree
 * @param atTheBorder differences of each program's arguments and environment from its pod's
 * @param notProven what a green run does not prove
 */
public record Differences(List<String> inGit, List<String> atTheBorder, List<String> notProven) {
  private static final List<String> NOT_PROVEN =
      List.of(
          "images: none is pulled or run; pods are simulated, their programs are listed above",
          "Argo CD's newest behaviour: manifests of the pinned release, programs of an earlier one",
          "readiness and liveness of workloads: a simulated pod is ready as soon as it is placed",
          "NetworkPolicies, Services and DNS: no packet travels between pods",
          "the surface: neither Traefik nor ExternalDNS runs, no load balancer, certificate or zone exists;"
              + " addresses of Services and Ingresses are written as the cloud and Traefik would",
          "IAM: the simulated account evaluates no policy, and Pod Identity is not used",
          "the spot market: interruptions are announced by the lab alone; "
              + Prices.SPOT_ASSUMPTION,
          "charts and Redis: rendered by Helm 3.19 and served by Redis 6.2, where the pinned Argo CD"
              + " brings Helm 4.2 and Redis 8.2",
          "memory and CPU of nodes: requests are counted, use is not",
          "boot time of machines, and user data beyond what nodeadm makes of it",
          "volumes: no CSI driver runs",
          "EKS's own identities: that Nodes are deleted as eks:cloud-controller-manager is taken from"
              + " audit logs of clusters; the lab plays it");

  public Differences {
    inGit = List.copyOf(inGit);
    atTheBorder = List.copyOf(atTheBorder);
    notProven = List.copyOf(notProven);
  }

  static Differences of(List<String> inGit, List<String> atTheBorder) {
    return new Differences(inGit, atTheBorder, NOT_PROVEN);
  }
}
