package platform.stories.operations;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.runOnNodesThat;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.local.operations.Cluster;
import platform.local.operations.RolloutWatch;
import platform.model.observed.ObservedChange;
import platform.model.observed.ObservedNode;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("A rollout of nodes")
@ResourceLock(Touches.GIT)
@ResourceLock(Touches.KARPENTER_ON_DEMAND)
class RolloutStory {
  private static final String POOL = "karpenter-on-demand";
  private static final String SETTINGS = "gitops/environments/dev/settings.yaml";
  private static final Pattern COUNT =
      Pattern.compile(POOL + ": (\\d+) of (\\d+) on the present template");

  @Test
  @DisplayName(
      "a new image replaces every node, one at a time and none before its successor is ready,"
          + " and rollout counts down to the end")
  void newImageReplacesEveryNode(StoryPlatform platform) {
    List<String> former = twoNodes(platform);
    Instant begun = Instant.now();
    var held = new HashSet<String>();
    var lines =
        new Lines(
            line -> {
              if (oldNodesLeft(List.of(line)).contains(former.size())) {
                letGo(platform, held);
              }
            });
    RolloutWatch.Outcome outcome;
    try (Cluster cluster = cluster(platform)) {
      // Karpenter may be done with the first before Argo CD says that it has applied the commit.
      hold(platform, former, held);
      String commit =
          platform.commit(tree -> tree.replace(SETTINGS, "al2023@v20261101", "al2023@v20261108"));
      // Asked at once: Karpenter may not even have seen the new image.
      outcome =
          new RolloutWatch(cluster, lines)
              .follow(Optional.of(POOL), Optional.of(commit), ofMinutes(6));
    } finally {
      letGo(platform, held);
    }
    assertThat(outcome.isDone()).as("what rollout said: %s", lines.all()).isTrue();
    assertThat(platform.observe().nodes())
        .extracting(ObservedNode::name)
        .as("nodes that are left")
        .doesNotContainAnyElementsOf(former);
    List<Integer> left = oldNodesLeft(lines.all());
    assertThat(left)
        .as("old nodes left, as rollout said it")
        .contains(former.size())
        .isSortedAccordingTo(Comparator.reverseOrder());
    var changes =
        platform.lab().timeline().stream().filter(change -> change.at().isAfter(begun)).toList();
    assertThat(drainedOutOfTurn(changes, former))
        .as("pods that left an old node while another was being drained")
        .isEmpty();
    assertThat(goneBeforeTheirSuccessor(changes, former))
        .as("old nodes that went while fewer new ones were ready")
        .isEmpty();
  }

  /** Two of the platform's own that can't share one. */
  private static List<String> twoNodes(StoryPlatform platform) {
    var profile = platform.profile(POOL);
    String namespace = platform.namespace("rolled");
    platform.deploy(
        "batch-worker",
        profile,
        namespace,
        """
        patches:
          - target: {kind: Deployment}
            patch: |-
              - {op: replace, path: /spec/replicas, value: 2}
              - op: add
                path: /spec/template/spec/affinity
                value:
                  podAntiAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      - topologyKey: kubernetes.io/hostname
                        labelSelector: {matchLabels: {app.kubernetes.io/name: batch-worker}}
        """);
    var observed =
        platform.eventually(
            runOnNodesThat(
                "are ready",
                ObservedNode::ready,
                new PodsOf(namespace, "Deployment", "batch-worker"),
                2));
    List<String> nodes =
        observed.nodes().stream()
            .filter(node -> node.nodePool().equals(Optional.of(POOL)))
            .map(ObservedNode::name)
            .toList();
    assertThat(nodes).as("nodes of %s before", POOL).hasSizeGreaterThanOrEqualTo(2);
    return nodes;
  }

  /** Karpenter leaves them alone until {@link #letGo}. */
  private static void hold(StoryPlatform platform, List<String> nodes, Set<String> held) {
    for (String node : nodes) {
      annotate(platform, node, "\"true\"");
      held.add(node);
    }
  }

  private static void letGo(StoryPlatform platform, Set<String> held) {
    held.forEach(node -> annotate(platform, node, "null"));
    held.clear();
  }

  private static void annotate(StoryPlatform platform, String node, String doNotDisrupt) {
    platform
        .client()
        .nodes()
        .withName(node)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"karpenter.sh/do-not-disrupt\":%s}}}"
                .formatted(doNotDisrupt));
  }

  private static Cluster cluster(StoryPlatform platform) {
    return Cluster.ofLab("stories", platform.lab().controlPlane().adminKubeconfig());
  }

  private static List<Integer> oldNodesLeft(List<String> lines) {
    return lines.stream()
        .flatMap(line -> COUNT.matcher(line).results())
        .map(
            (MatchResult count) ->
                Integer.parseInt(count.group(2)) - Integer.parseInt(count.group(1)))
        .toList();
  }

  /**
   * Karpenter marks the next node once the machine of the one before is being ended, and so while
   * its Node may still be there: what counts is that no two lose pods.
   */
  private static List<String> drainedOutOfTurn(List<ObservedChange> changes, List<String> former) {
    var turn = new ArrayDeque<String>();
    var outOfTurn = new ArrayList<String>();
    for (ObservedChange change : changes) {
      if (former.contains(change.subject()) && change.sentence().endsWith("takes no new pods")) {
        turn.push(change.subject());
      }
      former.stream()
          .filter(node -> change.sentence().endsWith("has left node " + node))
          .filter(node -> !node.equals(turn.peek()))
          .forEach(node -> outOfTurn.add(change.sentence()));
    }
    assertThat(turn).as("old nodes that were drained").containsExactlyInAnyOrderElementsOf(former);
    return outOfTurn;
  }

  private static List<String> goneBeforeTheirSuccessor(
      List<ObservedChange> changes, List<String> former) {
    Set<String> ready = new HashSet<>();
    Set<String> gone = new HashSet<>();
    return changes.stream()
        .filter(change -> change.kind() == ObservedChange.Kind.NODE)
        .flatMap(
            change -> {
              if (!former.contains(change.subject()) && change.sentence().endsWith("is ready")) {
                ready.add(change.subject());
              }
              boolean tooEarly =
                  former.contains(change.subject())
                      && change.sentence().endsWith("is gone")
                      && gone.add(change.subject())
                      && gone.size() > ready.size();
              return tooEarly ? Stream.of(change.sentence()) : Stream.empty();
            })
        .toList();
  }
}
