package platform.local.operations;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import platform.local.argocd.ArgoCd;
import platform.local.process.Deadline;
import platform.local.process.Progress;
import platform.model.operations.Retirement;
import platform.model.operations.Retirement.Candidate;
import platform.model.operations.Retirement.Stage;
import platform.model.operations.RetirementPlan;

/**
 * Carries out a plan that was found sound, step by step. Whoever is interrupted runs it again: what
 * is going is followed, what is gone is passed by.
 */
public final class Retiring {
  /** With it, Argo CD deletes what an Application manages before the Application itself. */
  private static final String CASCADE = "resources-finalizer.argocd.argoproj.io";

  private static final Map<String, ResourceDefinitionContext> KINDS =
      Map.of(
          "Application", ArgoCd.APPLICATION,
          "AppProject", Kinds.PROJECT,
          "Namespace", Kinds.NAMESPACE,
          "NodePool", Kinds.NODE_POOL,
          "EC2NodeClass", Kinds.NODE_CLASS);

  private final Cluster cluster;
  private final Progress progress;

  public Retiring(Cluster cluster, Progress progress) {
    this.cluster = cluster;
    this.progress = progress;
  }

  /**
   * Deletes what the plan holds, in its order, and waits until each object is gone.
   *
   * @return what is still going at the end of patience, or empty if all is gone
   */
  public Optional<String> carryOut(RetirementPlan plan, Duration patience) {
    if (plan.stage() == Stage.REFUSED) {
      throw new IllegalArgumentException("a plan with a refusal is not carried out");
    }
    Deadline deadline = Deadline.after(patience);
    for (Retirement step : plan.steps()) {
      if (step.stage() == Stage.READY) {
        delete(step.candidate());
      }
      if (step.stage() != Stage.GONE) {
        Optional<String> left = awaitGone(step.candidate(), deadline);
        if (left.isPresent()) {
          return left;
        }
      }
    }
    return Optional.empty();
  }

  private void delete(Candidate candidate) {
    Resource<GenericKubernetesResource> object = object(candidate);
    if (candidate.kind().equals("Application")) {
      cluster.tell(
          () ->
              object.patch(
                  PatchContext.of(PatchType.JSON_MERGE),
                  "{\"metadata\":{\"finalizers\":[\"%s\"]}}".formatted(CASCADE)));
    }
    cluster.tell(() -> object.withPropagationPolicy(DeletionPropagation.FOREGROUND).delete());
    progress.say("%s is being deleted".formatted(candidate.shownName()));
  }

  private Resource<GenericKubernetesResource> object(Candidate candidate) {
    ResourceDefinitionContext kind = KINDS.get(candidate.kind());
    var all = cluster.client().genericKubernetesResources(kind);
    return kind.isNamespaceScoped()
        ? all.inNamespace(ArgoCd.NAMESPACE).withName(candidate.name())
        : all.withName(candidate.name());
  }

  private Optional<String> awaitGone(Candidate candidate, Deadline deadline) {
    ResourceDefinitionContext kind = KINDS.get(candidate.kind());
    boolean hasMachines = kind == Kinds.NODE_POOL;
    List<ResourceDefinitionContext> kinds =
        hasMachines ? List.of(kind, Kinds.NODE_CLAIM) : List.of(kind);
    try (Watched watched = Watched.start(cluster, kinds)) {
      Optional<Boolean> gone =
          watched.await(
              () -> {
                if (watched.find(kind, candidate.name()).isEmpty()) {
                  return Optional.of(true);
                }
                progress.update(going(candidate, watched, hasMachines));
                return Optional.empty();
              },
              deadline.left());
      if (gone.isPresent()) {
        progress.say("%s is gone".formatted(candidate.shownName()));
        return Optional.empty();
      }
      return Optional.of(going(candidate, watched, hasMachines));
    }
  }

  private static String going(Candidate candidate, Watched watched, boolean hasMachines) {
    String machines =
        hasMachines
            ? watched.all(Kinds.NODE_CLAIM).stream()
                .filter(
                    claim ->
                        Fields.label(claim, "karpenter.sh/nodepool")
                            .equals(Optional.of(candidate.name())))
                .map(
                    claim ->
                        Fields.text(claim, "status", "nodeName")
                            .orElse(claim.getMetadata().getName()))
                .sorted()
                .collect(Collectors.joining(", "))
            : "";
    String complaint =
        watched
            .find(KINDS.get(candidate.kind()), candidate.name())
            .filter(object -> candidate.kind().equals("Application"))
            .flatMap(object -> Applications.read(object).complaints().stream().findFirst())
            .map(text -> ": " + text)
            .orElse("");
    return "%s is still going%s%s"
        .formatted(
            candidate.shownName(),
            machines.isEmpty() ? "" : ", its nodes left: " + machines,
            complaint);
  }
}
