package platform.stories.expectations;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import platform.model.capacity.Profile;
import platform.model.findings.Location;
import platform.model.observed.ObservedNode;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.observed.Resources;
import platform.stories.expectations.Answer.Met;
import platform.stories.expectations.Answer.NotYet;

@DisplayName("A profile's nodes are filled as before")
class FilledAsBeforeTest {
  private static final Profile BOOTSTRAP =
      new Profile(
          "managed-on-demand",
          "",
          Profile.Capacity.MANAGED_NODE_GROUP,
          Optional.empty(),
          "on-demand",
          "arm64",
          "",
          Optional.empty(),
          new Location("profile.yaml", 1));
  private static final ObservedPlatform BEFORE =
      platform(List.of(node("a"), node("b")), pod("karpenter-1", "a"), pod("karpenter-2", "b"));

  private static Answer ask(ObservedPlatform now) {
    return Expectations.isFilledAsBefore(BOOTSTRAP, BEFORE).ask(now);
  }

  @Test
  @DisplayName("nodes and pods have other names: it counts what they are")
  void back() {
    assertThat(
            ask(
                platform(
                    List.of(node("a"), node("c")), pod("karpenter-1", "a"), pod("later", "c"))))
        .isEqualTo(new Met());
  }

  @Test
  @DisplayName("a node fewer is told first")
  void nodeLost() {
    assertThat(ask(platform(List.of(node("a")), pod("karpenter-1", "a"), pod("karpenter-2", "a"))))
        .isEqualTo(new NotYet("there are 1 of 2 nodes"));
  }

  @Test
  @DisplayName("a pod that is still bound to the lost node does not count")
  void podOfTheLostNode() {
    assertThat(
            ask(
                platform(
                    List.of(node("a"), node("c")),
                    pod("karpenter-1", "a"),
                    pod("karpenter-2", "b"))))
        .isEqualTo(new NotYet("Deployment karpenter/karpenter has 1 of 2 pods"));
  }

  private static ObservedPlatform platform(List<ObservedNode> nodes, ObservedPod... pods) {
    return new ObservedPlatform(
        Instant.EPOCH, nodes, List.of(pods), List.of(), List.of(), List.of());
  }

  private static ObservedNode node(String name) {
    return new ObservedNode(
        name,
        "t4g.small",
        "on-demand",
        "us-east-1a",
        "arm64",
        Optional.empty(),
        true,
        new TreeMap<>(Map.of(Profile.KEY, "managed-on-demand")),
        List.of(),
        BigDecimal.ONE,
        Resources.NONE);
  }

  private static ObservedPod pod(String name, String node) {
    return new ObservedPod(
        "karpenter",
        name,
        "Deployment",
        "karpenter",
        Optional.of(node),
        "Running",
        true,
        new TreeMap<>(),
        new TreeMap<>(),
        List.of(),
        Optional.empty(),
        Resources.NONE,
        0,
        false);
  }
}
