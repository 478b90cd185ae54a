package platform.local.controlplane;

import java.net.URI;
import java.util.Optional;
import platform.local.process.Progress;

/** A Docker engine, as far as the choice of a control plane depends on it. */
public interface ContainerEngine {

  /** Whether there is an engine at all. */
  sealed interface State {}

  /**
   * An engine that answers.
   *
   * @param host where
   * @param version as it says itself
   * @param architecture as Go names it
   */
  record Answers(URI host, String version, String architecture) implements State {}

  /**
   * No engine that answers.
   *
   * @param problem a clause without full stop
   * @param remedy what to do about it
   */
  record Silent(String problem, String remedy) implements State {}

  /** Asks for a moment at most. */
  State look();

  /**
   * Makes sure that the engine has an image, by pulling it if need be.
   *
   * @return why there is none, in a clause; empty if it is there
   */
  Optional<String> missing(String image, Progress progress);

  /** What keeps Testcontainers itself from working here, though the engine answers. */
  Optional<Obstacle> obstacle(Progress progress);

  /**
   * Something that can be got out of the way.
   *
   * @param problem a clause without full stop
   * @param remedy what to do about it
   */
  record Obstacle(String problem, String remedy) {}
}
