package platform.stories.expectations;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import platform.model.capacity.Profile;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedObject;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.stories.expectations.Answer.Impossible;
import platform.stories.expectations.Answer.Met;
import platform.stories.expectations.Answer.NotYet;

/** The expectations that stories are written in. */
public final class Expectations {
  private Expectations() {}

  /** All pods of an object, as many as given, run on nodes of one profile and nowhere else. */
  public static Expectation runsOnlyOn(Profile profile, PodsOf pods, int count) {
    return new Expectation(
        "%s runs %d pods, all on %s".formatted(pods, count, profile.name()),
        observed -> {
          List<ObservedPod> found = pods.in(observed);
          for (ObservedPod pod : found) {
            Optional<ObservedNode> node = observed.nodeOf(pod);
            if (node.isPresent() && !isOf(profile, node.get())) {
              return new Impossible(
                  "%s was placed on %s".formatted(pod.qualifiedName(), describe(node.get())));
            }
          }
          return countRunning(found, count);
        });
  }

  /** As {@link #runsOnlyOn}, for pods that have to move there first. */
  public static Expectation movesTo(Profile profile, PodsOf pods, int count) {
    return new Expectation(
        "%s moves its %d pods to %s".formatted(pods, count, profile.name()),
        observed -> {
          List<ObservedPod> found = pods.in(observed);
          for (ObservedPod pod : found) {
            Optional<ObservedNode> node = observed.nodeOf(pod);
            if (node.isEmpty() || !isOf(profile, node.get())) {
              return new NotYet(
                  "%s is on %s"
                      .formatted(
                          pod.qualifiedName(), node.map(Expectations::describe).orElse("no node")));
            }
          }
          return countRunning(found, count);
        });
  }

  /** All pods of an object run, each on a node that is as described. */
  public static Expectation runOnNodesThat(
      String description, Predicate<ObservedNode> asDescribed, PodsOf pods, int count) {
    return new Expectation(
        "%s runs %d pods on nodes that %s".formatted(pods, count, description),
        observed -> {
          List<ObservedPod> found = pods.in(observed);
          for (ObservedPod pod : found) {
            Optional<ObservedNode> node = observed.nodeOf(pod);
            if (node.isEmpty() || !asDescribed.test(node.get())) {
              return new NotYet(
                  "%s is on %s"
                      .formatted(
                          pod.qualifiedName(), node.map(Expectations::describe).orElse("no node")));
            }
          }
          return countRunning(found, count);
        });
  }

  private static Answer countRunning(List<ObservedPod> pods, int count) {
    long running = pods.stream().filter(pod -> pod.isRunning() || pod.hasSucceeded()).count();
    return running == count && pods.size() == count
        ? new Met()
        : new NotYet(
            "%d of %d pods run: %s"
                .formatted(
                    running,
                    count,
                    pods.stream().map(Expectations::describe).collect(Collectors.joining(", "))));
  }

  /**
   * A profile has as many nodes as it had, and on them every owner as many running pods. A node
   * that is gone counts for none.
   */
  public static Expectation isFilledAsBefore(Profile profile, ObservedPlatform before) {
    return isFilledAsBefore(profile, before, "what they ran before", pod -> true);
  }

  /** As {@link #isFilledAsBefore}, as to the platform's own pods, which go before workloads. */
  public static Expectation runsThePlatformAsBefore(Profile profile, ObservedPlatform before) {
    return isFilledAsBefore(
        profile, before, "what they ran of the platform before", pod -> pod.priority() > 0);
  }

  private static Expectation isFilledAsBefore(
      Profile profile, ObservedPlatform before, String what, Predicate<ObservedPod> counted) {
    long nodes = nodesOf(profile, before);
    SortedMap<String, Long> pods = runningPods(profile, before, counted);
    return new Expectation(
        "%d nodes of %s run %s".formatted(nodes, profile.name(), what),
        observed -> {
          long left = nodesOf(profile, observed);
          if (left < nodes) {
            return new NotYet("there are %d of %d nodes".formatted(left, nodes));
          }
          SortedMap<String, Long> running = runningPods(profile, observed, counted);
          List<String> missing =
              pods.entrySet().stream()
                  .filter(owner -> running.getOrDefault(owner.getKey(), 0L) < owner.getValue())
                  .map(
                      owner ->
                          "%s has %d of %d pods"
                              .formatted(
                                  owner.getKey(),
                                  running.getOrDefault(owner.getKey(), 0L),
                                  owner.getValue()))
                  .toList();
          return missing.isEmpty() ? new Met() : new NotYet(String.join(", ", missing));
        });
  }

  private static long nodesOf(Profile profile, ObservedPlatform observed) {
    return observed.nodes().stream().filter(node -> node.ready() && isOf(profile, node)).count();
  }

  private static SortedMap<String, Long> runningPods(
      Profile profile, ObservedPlatform observed, Predicate<ObservedPod> counted) {
    return observed.pods().stream()
        .filter(ObservedPod::isRunning)
        .filter(counted)
        .filter(pod -> observed.nodeOf(pod).filter(node -> isOf(profile, node)).isPresent())
        .collect(
            Collectors.groupingBy(
                pod -> "%s %s/%s".formatted(pod.ownerKind(), pod.namespace(), pod.ownerName()),
                TreeMap::new,
                Collectors.counting()));
  }

  /** A node has left the cluster. */
  public static Expectation isGone(String node) {
    return new Expectation(
        "node %s is gone".formatted(node),
        observed -> observed.node(node).isEmpty() ? new Met() : new NotYet("it is still there"));
  }

  /** Every pod waits for a node, and the scheduler says why. */
  public static Expectation areUnschedulable(PodsOf pods, int count) {
    return new Expectation(
        "%d pods of %s find no node".formatted(count, pods),
        observed -> {
          List<ObservedPod> found = pods.in(observed);
          for (ObservedPod pod : found) {
            if (pod.node().isPresent()) {
              return new Impossible(
                  "%s was placed on %s".formatted(pod.qualifiedName(), pod.node().get()));
            }
          }
          long waiting =
              found.stream()
                  .filter(pod -> pod.notRunningBecause().orElse("").startsWith("Unschedulable"))
                  .count();
          return waiting == count
              ? new Met()
              : new NotYet("the scheduler has judged %d of %d".formatted(waiting, count));
        });
  }

  /** All pods but one run, and where that one may go there is too little memory. */
  public static Expectation haveNoRoomForOne(PodsOf pods, int count) {
    return new Expectation(
        "one of %d pods of %s finds no memory".formatted(count, pods),
        observed -> {
          List<ObservedPod> found = pods.in(observed);
          long running = found.stream().filter(ObservedPod::isRunning).count();
          long waiting =
              found.stream()
                  .filter(pod -> pod.notRunningBecause().orElse("").contains("Insufficient memory"))
                  .count();
          return running == count - 1 && waiting == 1
              ? new Met()
              : new NotYet("%d run, %d find no memory".formatted(running, waiting));
        });
  }

  /** Karpenter opens no capacity: neither a NodeClaim nor a node but those named. */
  public static Expectation noNewCapacity(ObservedPlatform before) {
    List<String> claims = claims(before);
    List<String> nodes = before.nodes().stream().map(ObservedNode::name).toList();
    return new Expectation(
        "no capacity is opened",
        observed -> {
          List<String> more =
              claims(observed).stream().filter(claim -> !claims.contains(claim)).toList();
          if (!more.isEmpty()) {
            return new Impossible("NodeClaims were made: " + more);
          }
          List<String> moreNodes =
              observed.nodes().stream()
                  .map(ObservedNode::name)
                  .filter(node -> !nodes.contains(node))
                  .toList();
          return moreNodes.isEmpty()
              ? new Met()
              : new Impossible("nodes have joined: " + moreNodes);
        });
  }

  private static List<String> claims(ObservedPlatform observed) {
    return observed.capacityObjects().stream()
        .filter(object -> object.kind().equals("NodeClaim"))
        .map(ObservedObject::name)
        .toList();
  }

  /** At any moment no more NodeClaims than given, beside those that were there before. */
  public static Expectation opensAtMost(int count, ObservedPlatform before) {
    List<String> present = claims(before);
    return new Expectation(
        "at most %d nodes are opened at a time".formatted(count),
        observed -> {
          List<String> opened =
              claims(observed).stream().filter(claim -> !present.contains(claim)).toList();
          return opened.size() <= count
              ? new Met()
              : new Impossible("NodeClaims at one time: " + opened);
        });
  }

  /** An Application reports an error that says something. */
  public static Expectation applicationComplains(String name, String of) {
    return new Expectation(
        "Application %s complains of '%s'".formatted(name, of),
        observed ->
            application(observed, name)
                .map(
                    application ->
                        application.message().orElse("").contains(of)
                            ? new Met()
                            : new NotYet("it says: " + application))
                .orElse(new NotYet("there is no such Application")));
  }

  /** An Application is Synced with one commit and Healthy. */
  public static Expectation isSyncedAndHealthy(String name, String commit) {
    return new Expectation(
        "Application %s is Synced with %s and Healthy".formatted(name, commit.substring(0, 7)),
        observed ->
            application(observed, name)
                .map(
                    found ->
                        found.sync().equals("Synced")
                                && found.health().equals("Healthy")
                                && found.revision().equals(Optional.of(commit))
                            ? new Met()
                            : new NotYet("it is " + found))
                .orElse(new NotYet("there is no such Application")));
  }

  private static Optional<ObservedApplication> application(ObservedPlatform observed, String name) {
    return observed.applications().stream()
        .filter(application -> application.name().equals(name))
        .findFirst();
  }

  private static boolean isOf(Profile profile, ObservedNode node) {
    return profile.name().equals(node.labels().get(Profile.KEY))
        && node.capacityType().equals(profile.capacityType())
        && node.architecture().equals(profile.architecture())
        && node.nodePool().equals(profile.nodePool());
  }

  private static String describe(ObservedNode node) {
    return "%s (%s, %s, profile %s)"
        .formatted(
            node.name(),
            node.instanceType(),
            node.capacityType(),
            node.labels().getOrDefault(Profile.KEY, "none"));
  }

  private static String describe(ObservedPod pod) {
    return "%s %s%s"
        .formatted(
            pod.qualifiedName(),
            pod.phase(),
            pod.notRunningBecause().map(reason -> " \"" + reason + "\"").orElse(""));
  }
}
