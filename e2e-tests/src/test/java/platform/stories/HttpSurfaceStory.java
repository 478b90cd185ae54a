package platform.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ;
import static platform.stories.promises.Promise.Level.PROVEN;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.local.aws.AwsCall;
import platform.local.programs.RunningProgram;
import platform.stories.harness.HttpSurface;
import platform.stories.harness.KarpenterReplicas;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("What the platform's programs answer")
class HttpSurfaceStory {
  private static final int HEALTH = 8081;

  @Test
  @DisplayName("Argo CD's API tells its version to everybody, and Applications to nobody unknown")
  void argoCdAnswers(StoryPlatform platform) {
    var argoCd = HttpSurface.at(platform.lab().podPrograms().address("argocd-server"));
    var version = argoCd.get("/api/version");
    assertThat(version.status()).isEqualTo(200);
    assertThat(version.at("Version")).matches("v3\\.\\d+\\.\\d+.*");
    assertThat(argoCd.get("/api/v1/applications").status()).isEqualTo(401);
  }

  @Test
  @DisplayName("every replica of Karpenter is healthy and gives metrics, and one of them leads")
  @ResourceLock(value = Touches.KARPENTER, mode = READ)
  void karpenterAnswers(StoryPlatform platform) {
    List<RunningProgram> replicas = KarpenterReplicas.all(platform);
    assertThat(replicas)
        .as("replicas of Karpenter")
        .hasSize(2)
        .allSatisfy(
            replica -> {
              var health = HttpSurface.onPort(replica.hostPorts().get(HEALTH));
              assertThat(health.get("/healthz").status()).isEqualTo(200);
              assertThat(KarpenterReplicas.metrics(replica)).contains("karpenter_build_info{");
            })
        .extracting(RunningProgram::pod)
        .contains(KarpenterReplicas.leader(platform).pod());
  }

  @Test
  @DisplayName("the account's record holds the fleets that Karpenter asked for, and how")
  @ResourceLock(value = Touches.KARPENTER, mode = READ)
  void fleetsAreRecorded(StoryPlatform platform) {
    List<AwsCall> fleets =
        platform.lab().aws().calls().stream()
            .filter(call -> call.action().equals("CreateFleet"))
            .filter(AwsCall::succeeded)
            .toList();
    assertThat(fleets)
        .as("fleets that Karpenter asked for and got")
        .isNotEmpty()
        .allSatisfy(
            fleet -> {
              assertThat(fleet.service()).isEqualTo("ec2");
              assertThat(fleet.accessKeyId()).isEqualTo("karpenter");
              assertThat(fleet.parameters()).containsEntry("Type", "instant");
              assertThat(fleet.parameters())
                  .containsKeys(
                      "LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateName",
                      "LaunchTemplateConfigs.1.Overrides.1.InstanceType",
                      "TargetCapacitySpecification.TotalTargetCapacity");
            })
        .extracting(
            fleet ->
                fleet.parameters().get("TargetCapacitySpecification.DefaultTargetCapacityType"))
        .contains("on-demand", "spot");
  }
}
