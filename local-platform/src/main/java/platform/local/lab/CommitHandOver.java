package platform.local.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import platform.local.argocd.ArgoCd;
import platform.local.observation.ClusterObservation;
import platform.local.process.LabException;
import platform.local.process.Stopwatch;

/** Hands a checkout to a running Argo CD and waits until it has seen it. */
final class CommitHandOver {
  private static final Duration COMPARISON_PATIENCE = Duration.ofMinutes(2);
  private static final Duration REQUEST_AGAIN = Duration.ofSeconds(4);

  private final LabRepositories repositories;
  private final ArgoCd argoCd;
  private final ClusterObservation observation;

  CommitHandOver(LabRepositories repositories, ArgoCd argoCd, ClusterObservation observation) {
    this.repositories = repositories;
    this.argoCd = argoCd;
    this.observation = observation;
  }

  /** Returns the commit's id once Argo CD has compared every Application with it. */
  synchronized String sync(Path checkout) {
    String commit = repositories.commitTree(checkout);
    awaitComparison(commit, Instant.now());
    return commit;
  }

  private void awaitComparison(String commit, Instant committedAt) {
    Stopwatch waited = Stopwatch.start();
    SortedSet<String> behind = behind(commit, committedAt);
    while (!behind.isEmpty()) {
      if (waited.isOver(COMPARISON_PATIENCE)) {
        throw new LabException(
            "Argo CD has not compared %s with commit %s within %d s; see the logs of its programs"
                .formatted(behind, commit.substring(0, 7), COMPARISON_PATIENCE.toSeconds()));
      }
      // A request made while an older comparison is under way is lost with it: asked again.
      argoCd.refresh(behind);
      observation.await(
          observed ->
              behind(commit, committedAt).isEmpty() ? Optional.of(observed) : Optional.empty(),
          REQUEST_AGAIN);
      behind = behind(commit, committedAt);
    }
  }

  private SortedSet<String> behind(String commit, Instant committedAt) {
    return argoCd.behind(repositories.platform().url(), commit, committedAt);
  }
}
