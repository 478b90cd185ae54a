package platform.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ;
import static platform.stories.expectations.Expectations.runsOnlyOn;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.model.capacity.Profile;
import platform.stories.expectations.PodsOf;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Every kind of workload")
class EveryKindStory {
  private static final String POD =
      """
      {
        metadata: {labels: {app: every-kind}},
        spec: {
          restartPolicy: %s,
          securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}},
          containers: [{
            name: main,
            image: 'public.ecr.aws/docker/library/busybox:1.37.0',
            resources: {requests: {cpu: 100m, memory: 64Mi}},
            securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          }]
        }
      }""";

  private static final String ALWAYS = POD.formatted("Always").replaceAll("\\s+", " ");
  private static final String NEVER = POD.formatted("Never").replaceAll("\\s+", " ");

  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: a-job}
      spec: {template: %s}
      """
          .formatted(NEVER);

  private static final String ALL_KINDS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: a-deployment}
      spec: {selector: {matchLabels: {app: every-kind}}, template: %1$s}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: a-stateful-set}
      spec: {serviceName: none, selector: {matchLabels: {app: every-kind}}, template: %1$s}
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: a-cron-job}
      spec: {schedule: 0 0 1 1 *, jobTemplate: {spec: {template: %2$s}}}
      ---
      """
              .formatted(ALWAYS, NEVER)
          + JOB;

  @Test
  @DisplayName("Deployment, StatefulSet, Job and CronJob are placed alike by every profile")
  @ResourceLock(value = Touches.GIT, mode = READ)
  void everyKindIsPlaced(StoryPlatform platform) {
    String namespace = platform.namespace("every-kind");
    for (Profile profile : platform.promised().platform().profiles().values()) {
      List<HasMetadata> admitted =
          platform.render(profile, namespace, ALL_KINDS).stream()
              // The profile's own, and no pods come of it.
              .filter(object -> !(object instanceof PodDisruptionBudget))
              .map(object -> platform.client().resource(object).dryRun().create())
              .toList();
      assertThat(admitted)
          .extracting(HasMetadata::getKind)
          .containsExactlyInAnyOrder("Deployment", "StatefulSet", "Job", "CronJob");
      // One by one: all at once, a failure would begin with every object in full.
      admitted.forEach(object -> assertPlaced(profile, object.getKind(), podTemplate(object)));
    }
  }

  private static void assertPlaced(Profile profile, String kind, PodTemplateSpec template) {
    String what = kind + " on " + profile.name();
    assertThat(template.getMetadata().getLabels())
        .as("pod labels of a " + what)
        .containsEntry(Profile.KEY, profile.name())
        .containsEntry("profile.capacity.platform/" + profile.name(), "true")
        .containsEntry("app", "every-kind");
    assertThat(template.getSpec().getNodeSelector())
        .as("node selector of a " + what)
        .isEqualTo(Map.of(Profile.KEY, profile.name()));
    assertThat(template.getSpec().getTolerations())
        .as("tolerations of a " + what)
        .extracting("key", "operator", "value", "effect")
        .containsExactly(tuple(Profile.KEY, "Equal", profile.name(), "NoSchedule"));
  }

  private static PodTemplateSpec podTemplate(HasMetadata object) {
    if (object instanceof Deployment deployment) {
      return deployment.getSpec().getTemplate();
    }
    if (object instanceof StatefulSet statefulSet) {
      return statefulSet.getSpec().getTemplate();
    }
    if (object instanceof CronJob cronJob) {
      return cronJob.getSpec().getJobTemplate().getSpec().getTemplate();
    }
    return ((Job) object).getSpec().getTemplate();
  }

  @Test
  @DisplayName("the pod of a Job on karpenter-spot runs only there")
  @ResourceLock(value = Touches.GIT, mode = READ)
  @ResourceLock(value = Touches.KARPENTER_SPOT, mode = READ)
  void jobRunsOnItsProfile(StoryPlatform platform) {
    var profile = platform.profile("karpenter-spot");
    String namespace = platform.namespace("a-job-on-spot");
    platform
        .render(profile, namespace, JOB)
        .forEach(object -> platform.client().resource(object).create());
    platform.eventually(runsOnlyOn(profile, new PodsOf(namespace, "Job", "a-job"), 1));
  }
}
