package platform.local.controlplane;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.Statistics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.TransportConfig;

/**
 * Containers of labs, found by a label that each carries from its creation on. So one whose lab was
 * killed is found and removed where no reaper runs.
 */
public final class LabContainers {
  /** Its value is the folder of the control plane that the container is. */
  static final String LABEL = "gitops-karpenter-platform.folder";

  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final long MEBIBYTE = 1024L * 1024;

  private LabContainers() {}

  /** How many containers of a lab there are at an engine; 0 if the engine is not there any more. */
  public static int count(URI engine, Path labFolder) {
    return asked(() -> find(client(engine), labFolder).size());
  }

  /**
   * Removes the containers of a lab with their volumes.
   *
   * @return how many there were; 0 if the engine is not there any more
   */
  public static int remove(URI engine, Path labFolder) {
    return asked(
        () -> {
          DockerClient client = client(engine);
          List<Container> left = find(client, labFolder);
          left.forEach(container -> remove(client, container));
          return left.size();
        });
  }

  private static void remove(DockerClient client, Container container) {
    try {
      client.removeContainerCmd(container.getId()).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException | ConflictException anotherRemovesIt) {
      return;
    }
  }

  private static List<Container> find(DockerClient client, Path labFolder) {
    return client
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(LABEL))
        .exec()
        .stream()
        .filter(container -> Path.of(container.getLabels().get(LABEL)).startsWith(labFolder))
        .toList();
  }

  private static DockerClient client(URI engine) {
    return DockerEngine.client(TransportConfig.builder().dockerHost(engine).build());
  }

  private static int asked(java.util.function.Supplier<Integer> question) {
    try {
      return CompletableFuture.supplyAsync(question)
          .orTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      // With its engine the container has stopped; a reaper or the next start may find it.
      org.slf4j.LoggerFactory.getLogger(LabContainers.class)
          .debug("containers are not looked for", e);
      return 0;
    }
  }

  /** Resident memory of a container in MiB, 0 where the engine does not say. */
  static long residentMebibytes(String containerId) {
    var first = new CompletableFuture<Optional<Statistics>>();
    DockerClientFactory.lazyClient()
        .statsCmd(containerId)
        .withNoStream(true)
        .exec(
            new ResultCallback.Adapter<Statistics>() {
              @Override
              public void onNext(Statistics statistics) {
                first.complete(Optional.of(statistics));
              }

              @Override
              public void onError(Throwable problem) {
                first.complete(Optional.empty());
              }
            });
    return first
        .completeOnTimeout(Optional.empty(), ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .join()
        .flatMap(statistics -> Optional.ofNullable(statistics.getMemoryStats()))
        .map(LabContainers::withoutCache)
        .orElse(0L);
  }

  /** Files that were read long ago count as used until somebody needs the room. */
  private static long withoutCache(MemoryStatsConfig memory) {
    long used = Optional.ofNullable(memory.getUsage()).orElse(0L);
    long cache =
        Optional.ofNullable(memory.getStats()).stream()
            .flatMap(stats -> Stream.of(stats.getTotalInactiveFile(), stats.getInactiveFile()))
            .filter(bytes -> bytes != null)
            .findFirst()
            .orElse(0L);
    return (used - cache) / MEBIBYTE;
  }
}
