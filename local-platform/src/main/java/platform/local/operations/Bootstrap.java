package platform.local.operations;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.local.argocd.ArgoCd;
import platform.local.argocd.Kubectl;
import platform.local.operations.Differences.Difference;
import platform.local.process.Deadline;
import platform.local.process.Progress;
import platform.model.capacity.Profile;
import platform.model.findings.Finding;
import platform.model.operations.ArgoApplication;
import platform.model.operations.BootstrapChecks;
import platform.model.operations.BootstrapChecks.BootstrapNode;

/**
 * Brings the platform to a cluster that holds nothing of it: Argo CD, then the root Application,
 * and from there on everything comes through Git.
 */
public final class Bootstrap {
  private final Cluster cluster;
  private final Path tree;
  private final String environment;
  private final ArgoCd argoCd;
  private final Progress progress;

  /**
   * @param kubectl the pinned program
   * @param kustomize the pinned program
   * @param folder where rendered objects are put
   */
  public Bootstrap(
      Cluster cluster,
      Path tree,
      String environment,
      Path kubectl,
      Path kustomize,
      Path folder,
      Progress progress) {
    this.cluster = cluster;
    this.tree = tree;
    this.environment = environment;
    this.argoCd =
        new ArgoCd(cluster.client(), new Kubectl(kubectl, kustomize, cluster.connection(), folder));
    this.progress = progress;
  }

  /**
   * What of the cluster stands in the way.
   *
   * @param tree whose settings its nodes are held to
   */
  public static List<Finding> check(Cluster cluster, Path tree, String environment) {
    List<BootstrapNode> nodes =
        cluster.ask(
            () ->
                cluster.client().nodes().list().getItems().stream().map(Bootstrap::node).toList());
    return Stream.of(
            BootstrapChecks.version(cluster.version()),
            BootstrapChecks.nodes(nodes),
            BootstrapChecks.allocatable(tree, environment, nodes))
        .flatMap(Collection::stream)
        .toList();
  }

  private static BootstrapNode node(Node node) {
    Map<String, String> labels = node.getMetadata().getLabels();
    return new BootstrapNode(
        node.getMetadata().getName(),
        Readiness.isNodeReady(node),
        labels.getOrDefault(Profile.KEY, ""),
        labels.getOrDefault("kubernetes.io/arch", ""),
        labels.getOrDefault("topology.kubernetes.io/zone", ""),
        allocatable(node));
  }

  private static Map<String, String> allocatable(Node node) {
    return Optional.ofNullable(node.getStatus()).map(NodeStatus::getAllocatable).stream()
        .flatMap(amounts -> amounts.entrySet().stream())
        .collect(Collectors.toMap(Map.Entry::getKey, amount -> amount.getValue().toString()));
  }

  /** What applying would change, as far as the API server can say before step one is done. */
  public List<Difference> differences() {
    progress.update("rendering and comparing");
    var all = new ArrayList<>(differences(argoCd.renderBase(tree)));
    all.addAll(differences(argoCd.renderRoot(tree, environment)));
    return all;
  }

  private List<Difference> differences(Path rendered) {
    return new Differences(cluster).of(rendered);
  }

  /** Step one, if anything of it differs: Argo CD, until all its pods work. */
  public Optional<String> applyBase(Duration patience) {
    Deadline deadline = Deadline.after(patience);
    Path rendered = argoCd.renderBase(tree);
    List<Difference> differences = differences(rendered);
    if (differences.stream().anyMatch(Difference::isOne)) {
      progress.update("applying Argo CD");
      cluster.tell(() -> argoCd.applyBase(tree));
    }
    say("Argo CD", differences);
    for (HasMetadata object : Differences.load(cluster, rendered)) {
      if (object instanceof Deployment || object instanceof StatefulSet) {
        Optional<String> missing = awaitReady(object, deadline);
        if (missing.isPresent()) {
          return missing;
        }
      }
    }
    return Optional.empty();
  }

  private void say(String what, List<Difference> differences) {
    long changed = differences.stream().filter(Difference::isOne).count();
    progress.say(
        changed == 0
            ? "%s: %d objects, none differs, nothing applied".formatted(what, differences.size())
            : "%s applied: %d of %d objects were new or differed"
                .formatted(what, changed, differences.size()));
  }

  private Optional<String> awaitReady(HasMetadata object, Deadline deadline) {
    String name = object.getKind() + " '" + object.getMetadata().getName() + "'";
    progress.update("waiting for " + name);
    long left = Math.max(1, deadline.left().toMillis());
    boolean isReady = cluster.ask(() -> isReadyWithin(left, object));
    if (!isReady) {
      return Optional.of(
          "%s is not available; see: kubectl -n %s get pods,events"
              .formatted(name, object.getMetadata().getNamespace()));
    }
    progress.say(name + " is available");
    return Optional.empty();
  }

  private boolean isReadyWithin(long milliseconds, HasMetadata object) {
    try {
      cluster
          .client()
          .resource(object)
          .waitUntilCondition(
              live -> live != null && Readiness.getInstance().isReady(live),
              milliseconds,
              TimeUnit.MILLISECONDS);
      return true;
    } catch (KubernetesClientTimeoutException e) {
      return false;
    }
  }

  /** Step two, if anything of it differs: the root Application, which brings the rest. */
  public void applyRoot() {
    List<Difference> differences = differences(argoCd.renderRoot(tree, environment));
    if (differences.stream().anyMatch(Difference::isOne)) {
      cluster.tell(() -> argoCd.applyRoot(tree, environment));
    }
    say("root Application of " + environment, differences);
  }

  /**
   * Waits until Applications hold what Git wants and are healthy.
   *
   * @param expected their names
   * @return a sentence for each that is not so at the end of patience
   */
  public List<String> awaitApplications(Collection<String> expected, Duration patience) {
    var names = new TreeSet<>(expected);
    var missing = new AtomicReference<List<String>>(List.of());
    var healthy = new TreeSet<String>();
    try (Watched watched = Watched.start(cluster, List.of(ArgoCd.APPLICATION))) {
      watched.await(
          () -> {
            var waitsFor = new ArrayList<String>();
            for (String name : names) {
              Optional<String> because = notHealthyBecause(watched.find(ArgoCd.APPLICATION, name));
              because.ifPresent(why -> waitsFor.add("Application '%s' %s".formatted(name, why)));
              if (because.isEmpty() && healthy.add(name)) {
                progress.say(
                    "Application '%s' is applied and Healthy (%d of %d)"
                        .formatted(name, names.size() - waitsFor.size(), names.size()));
              }
            }
            missing.set(List.copyOf(waitsFor));
            waitsFor.stream().findFirst().ifPresent(why -> progress.update("waiting: " + why));
            return waitsFor.isEmpty() ? Optional.of(true) : Optional.empty();
          },
          patience);
    }
    return missing.get();
  }

  private static Optional<String> notHealthyBecause(Optional<GenericKubernetesResource> object) {
    if (object.isEmpty()) {
      return Optional.of("does not exist yet");
    }
    ArgoApplication application = Applications.read(object.get());
    return application.isApplied() && application.health().equals("Healthy")
        ? Optional.empty()
        : Optional.of(
            "is %s and %s%s"
                .formatted(
                    application.sync(),
                    application.health(),
                    application.complaints().stream()
                        .findFirst()
                        .map(why -> ": " + why)
                        .orElse("")));
  }
}
