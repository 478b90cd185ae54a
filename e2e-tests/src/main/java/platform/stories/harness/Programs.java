package platform.stories.harness;

import static platform.stories.expectations.Expectations.isGone;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import platform.local.machines.Machine;
import platform.local.programs.RunningProgram;
import platform.stories.expectations.Answer.Met;
import platform.stories.expectations.Answer.NotYet;
import platform.stories.expectations.Expectation;

/** The real programs of the platform's pods, and what may befall them. */
public final class Programs {
  private Programs() {}

  public static List<RunningProgram> named(StoryPlatform platform, String name) {
    return platform.lab().podPrograms().running().stream()
        .filter(program -> program.name().equals(name))
        .toList();
  }

  /** The one program of a name. */
  public static RunningProgram only(StoryPlatform platform, String name) {
    List<RunningProgram> found = named(platform, name);
    if (found.size() != 1) {
      throw new AssertionError(
          "expected that one program '%s' runs, but these do: %s"
              .formatted(name, found.stream().map(RunningProgram::pod).toList()));
    }
    return found.get(0);
  }

  public static Pod podOf(StoryPlatform platform, RunningProgram program) {
    return platform
        .client()
        .pods()
        .inNamespace(program.namespace())
        .withName(program.pod())
        .require();
  }

  /** Ends a program as a crash would, and waits until its pod has started it once more. */
  public static void crash(StoryPlatform platform, RunningProgram program) {
    Pod pod = podOf(platform, program);
    int restarts = status(pod).getRestartCount();
    platform.lab().podPrograms().crash(pod.getMetadata().getUid());
    platform.eventually(
        new Expectation(
            "%s/%s is ready after one restart".formatted(program.namespace(), program.pod()),
            observed -> {
              ContainerStatus now = status(podOf(platform, program));
              return now.getRestartCount() == restarts + 1 && now.getReady()
                  ? new Met()
                  : new NotYet(
                      "it was restarted %d times and is %s"
                          .formatted(
                              now.getRestartCount() - restarts,
                              now.getReady() ? "ready" : "not ready"));
            }));
  }

  /** Ends the machine that a program runs on, as a failing host does; its node is gone then. */
  public static void endMachineUnder(StoryPlatform platform, RunningProgram program) {
    Machine machine =
        platform.lab().machines().running().stream()
            .filter(each -> each.nodeName().equals(program.node()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no machine is node " + program.node()));
    platform.lab().machines().end(machine.instanceId());
    // Until then its pods still count as running, and whoever asks whether all is back is told so.
    platform.eventually(isGone(program.node()));
  }

  private static ContainerStatus status(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0);
  }
}
