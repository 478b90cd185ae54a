package platform.stories.enforcement;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.Map;

/** The kinds that bring pods, each of which can be tried as a way in. */
enum PodKind {
  POD("api/v1", "pods"),
  POD_TEMPLATE("api/v1", "podtemplates"),
  REPLICATION_CONTROLLER("api/v1", "replicationcontrollers"),
  REPLICA_SET("apis/apps/v1", "replicasets"),
  DEPLOYMENT("apis/apps/v1", "deployments"),
  STATEFUL_SET("apis/apps/v1", "statefulsets"),
  DAEMON_SET("apis/apps/v1", "daemonsets"),
  JOB("apis/batch/v1", "jobs"),
  CRON_JOB("apis/batch/v1", "cronjobs");

  private final String group;
  private final String plural;

  PodKind(String group, String plural) {
    this.group = group;
    this.plural = plural;
  }

  String word() {
    return plural.substring(0, plural.length() - 1);
  }

  /** The request that creates one in a namespace. */
  Request create(String namespace, PodTemplateSpec template) {
    return Request.create(
        "/%s/namespaces/%s/%s".formatted(group, namespace, plural), object(template));
  }

  HasMetadata object(PodTemplateSpec pods) {
    ObjectMeta metadata = new ObjectMetaBuilder().withName("attempt").build();
    // All labels, so that whatever is tried with one of them is selected still.
    Map<String, String> selector = pods.getMetadata().getLabels();
    return switch (this) {
      case POD -> {
        ObjectMeta own = new ObjectMetaBuilder(pods.getMetadata()).withName("attempt").build();
        yield new PodBuilder().withMetadata(own).withSpec(pods.getSpec()).build();
      }
      case POD_TEMPLATE ->
          new PodTemplateBuilder().withMetadata(metadata).withTemplate(pods).build();
      case REPLICATION_CONTROLLER ->
          new ReplicationControllerBuilder()
              .withMetadata(metadata)
              .withNewSpec()
              .withSelector(selector)
              .withTemplate(pods)
              .endSpec()
              .build();
      case REPLICA_SET ->
          new ReplicaSetBuilder()
              .withMetadata(metadata)
              .withNewSpec()
              .withNewSelector()
              .withMatchLabels(selector)
              .endSelector()
              .withTemplate(pods)
              .endSpec()
              .build();
      case DEPLOYMENT ->
          new DeploymentBuilder()
              .withMetadata(metadata)
              .withNewSpec()
              .withNewSelector()
              .withMatchLabels(selector)
              .endSelector()
              .withTemplate(pods)
              .endSpec()
              .build();
      case STATEFUL_SET ->
          new StatefulSetBuilder()
              .withMetadata(metadata)
              .withNewSpec()
              .withNewSelector()
              .withMatchLabels(selector)
              .endSelector()
              .withTemplate(pods)
              .endSpec()
              .build();
      case DAEMON_SET ->
          new DaemonSetBuilder()
              .withMetadata(metadata)
              .withNewSpec()
              .withNewSelector()
              .withMatchLabels(selector)
              .endSelector()
              .withTemplate(pods)
              .endSpec()
              .build();
      case JOB ->
          new JobBuilder()
              .withMetadata(metadata)
              .withNewSpec()
              .withTemplate(thatEnds(pods))
              .endSpec()
              .build();
      case CRON_JOB ->
          new CronJobBuilder()
              .withMetadata(metadata)
              .withNewSpec()
              .withSchedule("0 0 1 1 *")
              .withNewJobTemplate()
              .withNewSpec()
              .withTemplate(thatEnds(pods))
              .endSpec()
              .endJobTemplate()
              .endSpec()
              .build();
    };
  }

  private static PodTemplateSpec thatEnds(PodTemplateSpec pods) {
    return new PodTemplateSpecBuilder(pods).editSpec().withRestartPolicy("Never").endSpec().build();
  }
}
