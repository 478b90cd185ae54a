package platform.local.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import platform.local.process.FreePorts;

/** A pod of the image whose program is Redis; the program itself is a script. */
@Timeout(30)
class PodLifeTest {
  @TempDir private Path folder;
  private final FakeApiServer api = new FakeApiServer();
  private final ExecutorService connections = Executors.newCachedThreadPool();
  private final FreePorts ports = new FreePorts();
  private final Semaphore wakeUps = new Semaphore(0);
  private ServiceForwarder service;

  @BeforeEach
  void openService() {
    service = new ServiceForwarder("argocd-redis", ports.next(), connections);
  }

  @AfterEach
  void closeAll() {
    service.close();
    connections.shutdownNow();
    api.close();
  }

  @Test
  void aProgramRunsWithItsPodAndEndsWithIt() throws IOException {
    PodLife life = life("exec sleep 600", "");

    life.step(wakeUps::release);

    assertThat(life.running())
        .singleElement()
        .satisfies(
            program -> {
              assertThat(program.name()).isEqualTo("argocd-redis");
              assertThat(ProcessHandle.of(program.processId())).isPresent();
            });
    assertThat(api.statuses()).singleElement().asString().contains("\"phase\":\"Running\"");
    long program = life.running().get(0).processId();

    life.end();

    assertThat(ProcessHandle.of(program).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(life.step(wakeUps::release)).isEmpty();
    assertThat(life.running()).isEmpty();
  }

  @Test
  void aProgramThatEndsIsCountedAndWaitsBeforeItIsStartedAgain() throws Exception {
    PodLife life = life("echo said >> " + folder.resolve("starts") + "; exit 3", "");
    life.step(wakeUps::release);
    assertThat(wakeUps.tryAcquire(20, TimeUnit.SECONDS)).as("told of the end").isTrue();

    Optional<Duration> next = life.step(wakeUps::release);

    assertThat(next).as("looked after again").isPresent();
    assertThat(folder.resolve("starts")).hasContent("said");
    assertThat(life.running()).isEmpty();
    assertThat(api.statuses()).last().asString().contains("\"restartCount\":1");
    assertThat(api.statuses()).last().asString().contains("CrashLoopBackOff");
  }

  @Test
  void aProgramThatCrashedIsStartedAgain() throws Exception {
    PodLife life = life("exec sleep 600", "");
    life.step(wakeUps::release);
    long first = life.running().get(0).processId();

    life.crash();
    Duration pause = Duration.ZERO;
    while (life.running().stream().noneMatch(program -> program.processId() != first)) {
      // As the kubelet: when it wants to be called again, or when its program ends.
      if (wakeUps.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        wakeUps.drainPermits();
      }
      pause = life.step(wakeUps::release).orElseThrow();
    }

    assertThat(api.statuses()).last().asString().contains("\"restartCount\":1");
    life.end();
  }

  @Test
  void aPodWhoseVolumeIsMissingWaitsWithTheReasonAndStartsNothing() throws IOException {
    PodLife life = life("exec sleep 600", "volumes: [{name: v, configMap: {name: none}}]");

    assertThat(life.step(wakeUps::release)).isPresent();

    assertThat(life.running()).isEmpty();
    assertThat(api.statuses())
        .singleElement()
        .asString()
        .contains("\"phase\":\"Pending\"")
        .contains("\"reason\":\"CreateContainerConfigError\"")
        .contains("configmap \\\"none\\\" not found");
  }

  @Test
  void howAPodStandsIsToldOnce() throws IOException {
    PodLife life = life("exec sleep 600", "");

    life.step(wakeUps::release);
    life.step(wakeUps::release);
    life.step(wakeUps::release);
    life.end();

    assertThat(api.statuses()).hasSize(1);
  }

  private PodLife life(String script, String more) throws IOException {
    Path program = Files.writeString(folder.resolve("redis"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    var table =
        ProgramTable.of(new ProgramTable.Executables(program, program, program), "us-east-1");
    var border =
        new Border(
            URI.create("https://127.0.0.1:1"),
            "",
            URI.create("http://127.0.0.1:2"),
            "/bin:/usr/bin");
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: redis-1, namespace: argocd, uid: u-1, creationTimestamp: "2026-11-25T12:00:00Z"}
        spec:
          nodeName: a
          serviceAccountName: redis
          containers: [{name: redis, image: "public.ecr.aws/docker/library/redis:8"}]
          %s
        status: {phase: Pending}
        """
            .formatted(more);
    return new PodLife(
        new PodLife.Surroundings(
            api.client(),
            table,
            border,
            Map.of("argocd-redis", service),
            ports,
            folder.resolve("pods"),
            folder.resolve("logs")),
        Serialization.unmarshal(pod, Pod.class));
  }
}
