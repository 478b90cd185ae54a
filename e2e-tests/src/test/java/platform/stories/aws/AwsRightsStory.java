package platform.stories.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.local.aws.RecordedRights;
import platform.stories.harness.Notice;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

/** Last of all, since it judges what Karpenter did in every story. */
@OnTheLab
@Promise(PROVEN)
@DisplayName("Karpenter's rights in AWS")
@Order(Integer.MAX_VALUE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AwsRightsStory {
  private static final int PATIENCE_SECONDS = 90;

  /** Granted, though Karpenter is not seen to do it. */
  private static final Map<String, String> REASONS =
      Map.of(
          "ec2:DescribeCapacityReservations",
          "asked for node classes that select capacity reservations, and the first that does needs it",
          "ec2:DescribePlacementGroups",
          "asked for node classes that select placement groups, and the first that does needs it",
          "iam:TagInstanceProfile",
          "IAM may ask for it when a profile is made with its tags; Karpenter's own reference grants it");

  @Test
  @Order(1)
  @DisplayName("every action that the policies grant is needed by a call, or has its reason")
  @ResourceLock(Touches.KARPENTER)
  @ResourceLock(Touches.KARPENTER_SPOT)
  void everyGrantIsNeeded(StoryPlatform platform) {
    var worker = InterruptedWorker.deploy(platform);
    platform.lab().aws().put(Notice.SPOT_INTERRUPTION.about(worker.machine().instanceId()));
    makeAndRemoveNodeClass(platform);
    worker.awaitEnd();
    assertThat(rights(platform).unused())
        .as("granted, and needed by none of the calls that were recorded")
        .containsExactlyInAnyOrderElementsOf(REASONS.keySet());
  }

  @Test
  @Order(2)
  @DisplayName(
      "every call that Karpenter made, with its parameters and the tags of what it touched, is"
          + " allowed by the policies that Terraform gives it")
  void everyCallIsAllowed(StoryPlatform platform) {
    RecordedRights rights = rights(platform);
    assertThat(rights.actions())
        .as("actions that Karpenter was seen to need")
        .hasSizeGreaterThan(20);
    assertThat(rights.refusals()).as("calls that IAM would refuse").isEmpty();
  }

  private static RecordedRights rights(StoryPlatform platform) {
    return RecordedRights.ofKarpenter(platform.infrastructure(), platform.lab().aws().calls());
  }

  /** A node class of the story's own: its instance profile and templates come and go with it. */
  private static void makeAndRemoveNodeClass(StoryPlatform platform) {
    try (KubernetesClient onCall = onCall(platform.client())) {
      var classes = onCall.genericKubernetesResources("karpenter.k8s.aws/v1", "EC2NodeClass");
      GenericKubernetesResource own = classes.withName("default").require();
      own.setMetadata(
          new ObjectMetaBuilder()
              .withName("story")
              .addToAnnotations("capacity.platform/deletion-approved", "it is a story's own")
              .build());
      own.getAdditionalProperties().remove("status");
      classes.resource(own).create();
      classes
          .withName("story")
          .waitUntilCondition(AwsRightsStory::isReady, PATIENCE_SECONDS, TimeUnit.SECONDS);
      classes.withName("story").delete();
      classes
          .withName("story")
          .waitUntilCondition(Objects::isNull, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static boolean isReady(GenericKubernetesResource nodeClass) {
    List<Map<String, Object>> conditions =
        nodeClass == null ? null : nodeClass.get("status", "conditions");
    return conditions != null
        && conditions.stream()
            .anyMatch(
                condition ->
                    "Ready".equals(condition.get("type"))
                        && "True".equals(condition.get("status")));
  }

  /** Who may approve that capacity is deleted. */
  private static KubernetesClient onCall(KubernetesClient administrator) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(administrator.getConfiguration())
                .withImpersonateUsername("on-call")
                .withImpersonateGroups("platform:break-glass", "system:masters")
                .build())
        .build();
  }
}
