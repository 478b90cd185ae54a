package platform.stories;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.runsOnlyOn;
import static platform.stories.promises.Promise.Level.PROVEN;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.local.machines.BootstrapGroup;
import platform.local.machines.Machine;
import platform.local.programs.RunningProgram;
import platform.model.platform.Settings;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.KarpenterReplicas;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Loss of a bootstrap machine")
@ResourceLock(Touches.BOOTSTRAP)
@ResourceLock(Touches.GIT)
@ResourceLock(Touches.KARPENTER)
@ResourceLock(Touches.MANAGED_ON_DEMAND)
@ResourceLock(Touches.KARPENTER_SPOT)
class BootstrapLossStory {

  @Test
  @DisplayName(
      "Karpenter's other replica gives capacity within 3 minutes of the leader's machine ending")
  void otherReplicaTakesOver(StoryPlatform platform) {
    RunningProgram leading = KarpenterReplicas.leader(platform);
    Machine lost =
        platform.lab().machines().running().stream()
            .filter(machine -> machine.nodeName().equals(leading.node()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no machine is node " + leading.node()));
    try {
      platform.lab().machines().end(lost.instanceId());
      var profile = platform.profile("karpenter-spot");
      String namespace = platform.namespace("after-the-loss");
      platform.deploy(
          "batch-worker",
          profile,
          namespace,
          """
          patches:
            - target: {kind: Deployment}
              patch: |-
                - {op: replace, path: /spec/template/spec/containers/0/resources/requests, value: {cpu: "7", memory: 1Gi}}
          """);
      platform.eventually(
          runsOnlyOn(profile, new PodsOf(namespace, "Deployment", "batch-worker"), 1),
          ofMinutes(3));
      assertThat(KarpenterReplicas.leader(platform).node())
          .as("the leader's node")
          .isNotEqualTo(leading.node());
    } finally {
      Settings settings = platform.promised().platform().settings();
      platform
          .lab()
          .machines()
          .launch(
              new BootstrapGroup(
                  settings.value("bootstrapInstanceType"),
                  1,
                  Integer.parseInt(settings.value("bootstrapMaxPods")),
                  java.time.Duration.ZERO));
    }
  }
}
