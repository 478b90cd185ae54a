package platform.local.verification;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import platform.model.findings.Finding;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.platform.Platform;
import platform.model.workloads.PodBearer;

/**
 * Runs each CronJob once, now, so that its placement can be seen: its schedule may be a night away.
 * What {@code kubectl create job --from} does.
 */
final class ScheduledJobs {
  private static final String RULE = "scheduled-jobs-can-run";
  private static final String SUFFIX = "-verify";

  private final KubernetesClient client;
  private final List<PodBearer> cronJobs;
  private final Set<PodBearer> started = new HashSet<>();

  ScheduledJobs(KubernetesClient client, List<PodBearer> cronJobs) {
    this.client = client;
    this.cronJobs = List.copyOf(cronJobs);
  }

  static ScheduledJobs of(KubernetesClient client, Platform promised) {
    return new ScheduledJobs(
        client,
        promised.workloads().values().stream()
            .flatMap(workload -> workload.podBearers().stream())
            .filter(bearer -> bearer.kind().equals("CronJob"))
            .toList());
  }

  /**
   * Starts a Job of every CronJob that is there by now and has none yet, and once more if its pod
   * has ended and gone with its node before all else was there to be judged with it.
   */
  void startThoseThatExist(ObservedPlatform observed) {
    for (PodBearer bearer : cronJobs) {
      if (!started.contains(bearer)
          || podsOf(bearer, observed).findAny().isEmpty() && hasEnded(bearer)) {
        find(bearer).ifPresent(cronJob -> start(bearer, cronJob));
      }
    }
  }

  private boolean hasEnded(PodBearer bearer) {
    Job job = jobOf(bearer).get();
    return job == null || job.getStatus() != null && job.getStatus().getCompletionTime() != null;
  }

  private Resource<Job> jobOf(PodBearer bearer) {
    return client
        .batch()
        .v1()
        .jobs()
        .inNamespace(bearer.namespace())
        .withName(bearer.name() + SUFFIX);
  }

  private static Stream<ObservedPod> podsOf(PodBearer bearer, ObservedPlatform observed) {
    return observed.pods().stream()
        .filter(pod -> pod.ownerKind().equals("CronJob"))
        .filter(pod -> pod.namespace().equals(bearer.namespace()))
        .filter(pod -> pod.ownerName().equals(bearer.name()));
  }

  private Optional<CronJob> find(PodBearer bearer) {
    return Optional.ofNullable(
        client
            .batch()
            .v1()
            .cronjobs()
            .inNamespace(bearer.namespace())
            .withName(bearer.name())
            .get());
  }

  private void start(PodBearer bearer, CronJob cronJob) {
    var template = cronJob.getSpec().getJobTemplate();
    var job =
        new JobBuilder()
            .withNewMetadata()
            .withNamespace(bearer.namespace())
            .withName(bearer.name() + SUFFIX)
            .withLabels(template.getMetadata() == null ? null : template.getMetadata().getLabels())
            .addToAnnotations("cronjob.kubernetes.io/instantiate", "manual")
            .addNewOwnerReference()
            .withApiVersion("batch/v1")
            .withKind("CronJob")
            .withName(bearer.name())
            .withUid(cronJob.getMetadata().getUid())
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .withSpec(template.getSpec())
            .build();
    jobOf(bearer).delete();
    jobOf(bearer)
        .waitUntilCondition(java.util.Objects::isNull, 30, java.util.concurrent.TimeUnit.SECONDS);
    client.resource(job).create();
    started.add(bearer);
  }

  /** A finding for each CronJob of which no pod is seen on a node. */
  List<Finding> check(ObservedPlatform observed) {
    var findings = new ArrayList<Finding>();
    for (PodBearer bearer : cronJobs) {
      boolean placed =
          podsOf(bearer, observed).anyMatch(pod -> pod.isRunning() || pod.hasSucceeded());
      if (!placed) {
        findings.add(
            Finding.error(
                RULE,
                bearer.location(),
                "CronJob %s/%s: a Job started from it has no running pod"
                    .formatted(bearer.namespace(), bearer.name()),
                "look at the CronJob's Application and at the Job's events: quota, admission, or"
                    + " a profile that finds no node"));
      }
    }
    return findings;
  }

  /** Removes the Jobs that were started. */
  void removeAll() {
    for (PodBearer bearer : started) {
      jobOf(bearer).delete();
    }
  }
}
