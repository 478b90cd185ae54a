package platform.stories.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EventBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import platform.local.aws.AwsCall;
import platform.model.capacity.Profile;
import platform.model.iam.ExistingResources;
import platform.model.observed.ObservedApplication;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedObject;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.observed.Resources;

@DisplayName("What a failed story leaves")
class EvidenceTextTest {
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

  @Test
  @DisplayName("placement: each node with its pods, then the pods on none")
  void placement() {
    assertThat(PlacementText.of(observed()))
        .isEqualTo(
            """
            at 2026-11-01T12:00:00Z

            ip-10-0-0-1  m7g.large spot in us-east-1a, profile karpenter-spot, NOT READY
              team/placed Running, not ready

            on no node
              team/waiting Pending: Unschedulable: 0/2 nodes are available
            """);
  }

  @Test
  @DisplayName("story.md: the promise, what is, why, and where to look")
  void page() {
    var story =
        new StoryFailure(
            "PlacementStory", "podsAreThere", "pods are there", NOON, "expected pods, but none");
    var refused =
        new AwsCall(
            NOON,
            "ec2",
            "us-east-1",
            "CreateFleet",
            Map.of(),
            400,
            "UnauthorizedOperation",
            "karpenter",
            ExistingResources.none());
    var page =
        new StoryPage(
            story,
            observed(),
            List.of(refused),
            List.of("placement.txt", "events.txt"),
            List.of("logs (no disk)"));
    assertThat(page.markdown())
        .isEqualTo(
            """
            # pods are there
            Promise of PlacementStory.podsAreThere, broken at 2026-11-01T12:00:00Z.

            ## What is
            ```text
            expected pods, but none
            ```

            ## Why
            - pod team/placed Running, not ready
            - pod team/waiting Pending: Unschedulable: 0/2 nodes are available
            - node ip-10-0-0-1 is not ready
            - Application capacity is OutOfSync and Healthy: conflict
            - NodePool karpenter-spot is not ready: no node class
            - AWS refused ec2 CreateFleet at 2026-11-01T12:00:00Z: UnauthorizedOperation

            ## Where to look
            - [events.txt](events.txt)
            - [placement.txt](placement.txt)
            - missing: logs (no disk)
            """);
  }

  @Test
  @DisplayName("events: those since the story began, oldest first")
  void events() {
    var events =
        List.of(
            event("2026-11-01T12:00:09Z", "Scheduled"),
            event("2026-11-01T11:59:00Z", "TooOld"),
            event("2026-11-01T12:00:01Z", "FailedScheduling"));
    assertThat(EventsText.of(events, NOON).lines())
        .containsExactly(
            "2026-11-01T12:00:01Z  Normal   Pod team/placed  FailedScheduling: so it is",
            "2026-11-01T12:00:09Z  Normal   Pod team/placed  Scheduled: so it is");
  }

  private static io.fabric8.kubernetes.api.model.Event event(String at, String reason) {
    return new EventBuilder()
        .withNewMetadata()
        .withName(reason)
        .endMetadata()
        .withType("Normal")
        .withReason(reason)
        .withMessage("so it is")
        .withLastTimestamp(at)
        .withNewInvolvedObject()
        .withKind("Pod")
        .withNamespace("team")
        .withName("placed")
        .endInvolvedObject()
        .build();
  }

  @Test
  @DisplayName("logs: only what was said since the story began, and new logs whole")
  void logs(@TempDir Path folder) throws IOException {
    Path logs = Files.createDirectories(folder.resolve("lab"));
    Files.writeString(logs.resolve("old.log"), "before\n");
    Files.writeString(logs.resolve("silent.log"), "before\n");
    var offsets = LogOffsets.now(logs);
    Files.writeString(logs.resolve("old.log"), "before\nsince\n");
    Files.writeString(logs.resolve("new.log"), "since\n");
    Path copied = folder.resolve("copied");
    assertThat(offsets.copyTo(copied)).containsExactly("new.log", "old.log");
    assertThat(copied.resolve("old.log")).hasContent("since\n");
    assertThat(copied.resolve("new.log")).hasContent("since\n");
  }

  private static ObservedPlatform observed() {
    var node =
        new ObservedNode(
            "ip-10-0-0-1",
            "m7g.large",
            "spot",
            "us-east-1a",
            "arm64",
            Optional.of("karpenter-spot"),
            false,
            new TreeMap<>(Map.of(Profile.KEY, "karpenter-spot")),
            List.of(),
            BigDecimal.ONE,
            Resources.NONE);
    return new ObservedPlatform(
        NOON,
        List.of(node),
        List.of(
            pod("placed", Optional.of(node.name()), "Running", Optional.empty()),
            pod(
                "waiting",
                Optional.empty(),
                "Pending",
                Optional.of("Unschedulable: 0/2 nodes are available"))),
        List.of(
            new ObservedApplication(
                "capacity", "OutOfSync", "Healthy", Optional.empty(), Optional.of("conflict")),
            new ObservedApplication(
                "platform", "Synced", "Healthy", Optional.empty(), Optional.empty())),
        List.of(),
        List.of(
            new ObservedObject("NodePool", "karpenter-spot", false, Optional.of("no node class"))));
  }

  private static ObservedPod pod(
      String name, Optional<String> node, String phase, Optional<String> because) {
    return new ObservedPod(
        "team",
        name,
        "Deployment",
        "team",
        node,
        phase,
        false,
        new TreeMap<>(),
        new TreeMap<>(),
        List.of(),
        because,
        Resources.NONE,
        0,
        false);
  }
}
