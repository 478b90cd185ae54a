package platform.local.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.workloads.PodBearer;

@EnableKubernetesMockClient(crud = true)
class ScheduledJobsTest {
  private static final PodBearer REPORT =
      new PodBearer(
          "CronJob",
          "reports",
          "nightly",
          0,
          Optional.of("30 2 * * *"),
          new TreeMap<>(),
          new TreeMap<>(),
          new Location("base/cron-job.yaml", 1));
  private static final ObservedPlatform NO_POD = observed();

  private KubernetesClient client;
  private ScheduledJobs jobs;

  @BeforeEach
  void promiseOne() {
    jobs = new ScheduledJobs(client, List.of(REPORT));
  }

  @Test
  void aCronJobThatIsNotThereYetIsWaitedFor() {
    jobs.startThoseThatExist(NO_POD);
    assertThat(job().get()).isNull();

    createCronJob();
    jobs.startThoseThatExist(NO_POD);
    assertThat(job().get().getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getName()).isEqualTo("nightly"));
  }

  @Test
  void aJobThatStillRunsIsNotStartedAgain() {
    createCronJob();
    jobs.startThoseThatExist(NO_POD);
    mark("the first");

    jobs.startThoseThatExist(NO_POD);

    assertThat(mark()).contains("the first");
  }

  @Test
  void aJobThatEndedIsNotStartedAgainWhileItsPodIsThereToBeJudged() {
    createCronJob();
    jobs.startThoseThatExist(NO_POD);
    mark("the first");
    complete();

    jobs.startThoseThatExist(observed(pod("Succeeded")));

    assertThat(mark()).contains("the first");
  }

  @Test
  void aJobWhosePodHasGoneWithItsNodeIsStartedAgain() {
    createCronJob();
    jobs.startThoseThatExist(NO_POD);
    mark("the first");
    complete();

    jobs.startThoseThatExist(NO_POD);

    assertThat(job().get()).isNotNull();
    assertThat(mark()).isEmpty();
  }

  @Test
  void aJobWithoutAPodIsAFindingAtItsCronJob() {
    assertThat(jobs.check(NO_POD))
        .extracting(Finding::location)
        .containsExactly(Optional.of(REPORT.location()));
    assertThat(jobs.check(observed(pod("Running")))).isEmpty();
    assertThat(jobs.check(observed(pod("Succeeded")))).isEmpty();
    assertThat(jobs.check(observed(pod("Pending")))).hasSize(1);
  }

  @Test
  void nothingIsLeft() {
    createCronJob();
    jobs.startThoseThatExist(NO_POD);

    jobs.removeAll();

    assertThat(job().get()).isNull();
  }

  private void createCronJob() {
    CronJob cronJob =
        new CronJobBuilder()
            .withNewMetadata()
            .withNamespace("reports")
            .withName("nightly")
            .endMetadata()
            .withNewSpec()
            .withNewJobTemplate()
            .withNewSpec()
            .endSpec()
            .endJobTemplate()
            .endSpec()
            .build();
    client.resource(cronJob).create();
  }

  private Resource<Job> job() {
    return client.batch().v1().jobs().inNamespace("reports").withName("nightly-verify");
  }

  private void complete() {
    job()
        .editStatus(
            job ->
                job.edit()
                    .withNewStatus()
                    .withCompletionTime("2026-11-27T02:31:00Z")
                    .endStatus()
                    .build());
  }

  /** So that another Job of the same name is told from this one. */
  private void mark(String mark) {
    job().edit(job -> job.edit().editMetadata().addToLabels("mark", mark).endMetadata().build());
  }

  private Optional<String> mark() {
    return Optional.ofNullable(job().get().getMetadata().getLabels()).map(all -> all.get("mark"));
  }

  private static ObservedPlatform observed(ObservedPod... pods) {
    return new ObservedPlatform(
        Instant.parse("2026-11-27T02:32:00Z"),
        List.of(),
        List.of(pods),
        List.of(),
        List.of(),
        List.of());
  }

  private static ObservedPod pod(String phase) {
    return SeenPod.of(
        REPORT.namespace(), REPORT.kind(), REPORT.name(), phase, phase.equals("Running"));
  }
}
