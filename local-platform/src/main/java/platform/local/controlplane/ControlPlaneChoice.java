package platform.local.controlplane;

import java.nio.file.Path;
import java.util.Optional;
import platform.local.process.FreePorts;
import platform.local.process.Progress;
import platform.local.process.SomethingMissingException;

/** Which control plane a lab runs on, and why. */
public sealed interface ControlPlaneChoice {

  /** The choice in one line, for people. */
  String sentence();

  /** Makes it ready to be launched; nothing runs yet. */
  ControlPlane prepare(KubernetesPrograms programs, Path folder, Path logs, FreePorts ports);

  /** What to run on if this one does not start. */
  default Optional<ControlPlaneChoice> fallBack(String problem) {
    return Optional.empty();
  }

  /** Host processes. */
  static ControlPlaneChoice embedded(String reason) {
    return new Embedded(reason);
  }

  /**
   * Decides by what is asked for and what there is.
   *
   * @throws SomethingMissingException if k3s is asked for and can't be had
   */
  static ControlPlaneChoice make(ClusterKind kind, ContainerEngine engine, Progress progress) {
    return switch (kind) {
      case EMBEDDED -> embedded("as asked for");
      case K3S -> k3s(engine, progress);
      case AUTO -> either(engine, progress);
    };
  }

  private static ControlPlaneChoice k3s(ContainerEngine engine, Progress progress) {
    ContainerEngine.State state = engine.look();
    if (state instanceof ContainerEngine.Silent silent) {
      throw new SomethingMissingException(
          "k3s runs in a container, and " + silent.problem(),
          silent.remedy() + ", or do without: --cluster embedded");
    }
    var answers = (ContainerEngine.Answers) state;
    Optional<String> missing = engine.missing(K3sImage.PINNED, progress);
    if (missing.isPresent() && !StandInImage.runsOn(answers)) {
      throw new SomethingMissingException(
          missing.get(),
          "bring it there (docker pull %s), name a mirror (TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX=HOST/), or do without: --cluster embedded"
              .formatted(K3sImage.PINNED));
    }
    engine
        .obstacle(progress)
        .ifPresent(
            obstacle -> {
              throw new SomethingMissingException(obstacle.problem(), obstacle.remedy());
            });
    return new K3s(missing.map(K3sImage::standIn).orElseGet(K3sImage::real), answers, false);
  }

  private static ControlPlaneChoice either(ContainerEngine engine, Progress progress) {
    ContainerEngine.State state = engine.look();
    if (state instanceof ContainerEngine.Silent silent) {
      return embedded("since " + silent.problem());
    }
    Optional<String> problem =
        engine
            .missing(K3sImage.PINNED, progress)
            .or(() -> engine.obstacle(progress).map(ContainerEngine.Obstacle::problem));
    return problem
        .map(words -> embedded("since " + words))
        .orElseGet(() -> new K3s(K3sImage.real(), (ContainerEngine.Answers) state, true));
  }

  /** Host processes. */
  record Embedded(String reason) implements ControlPlaneChoice {
    @Override
    public String sentence() {
      return "control plane: embedded, host processes that need no Docker, " + reason;
    }

    @Override
    public ControlPlane prepare(
        KubernetesPrograms programs, Path folder, Path logs, FreePorts ports) {
      return EmbeddedControlPlane.prepare(programs, folder, logs, ports);
    }
  }

  /**
   * A container.
   *
   * @param mayFallBack whether it was not k3s that was asked for
   */
  record K3s(K3sImage image, ContainerEngine.Answers engine, boolean mayFallBack)
      implements ControlPlaneChoice {
    @Override
    public String sentence() {
      String where = "Docker %s at %s".formatted(engine.version(), engine.host());
      return image
          .standInSince()
          .map(
              since ->
                  "control plane: a stand-in for k3s, put together from the lab's own Kubernetes programs, by %s, since %s"
                      .formatted(where, since))
          .orElseGet(() -> "control plane: k3s, %s by %s".formatted(image.name(), where));
    }

    @Override
    public ControlPlane prepare(
        KubernetesPrograms programs, Path folder, Path logs, FreePorts ports) {
      return new K3sControlPlane(image, programs, folder, logs, ports::next);
    }

    @Override
    public Optional<ControlPlaneChoice> fallBack(String problem) {
      return mayFallBack
          ? Optional.of(embedded("since k3s does not start: " + problem))
          : Optional.empty();
    }
  }
}
