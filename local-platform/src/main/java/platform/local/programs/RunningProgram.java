package platform.local.programs;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * A real program that runs for a simulated pod right now.
 *
 * @param residentMebibytes resident memory in MiB
 * @param hostPorts port of the container to port on the host
 * @param command argv on the host
 * @param environment all of its environment; may hold secrets
 */
public record RunningProgram(
    String name,
    String namespace,
    String pod,
    String node,
    long processId,
    long residentMebibytes,
    SortedMap<Integer, Integer> hostPorts,
    List<String> command,
    SortedMap<String, String> environment,
    Path log,
    boolean ready) {

  /** Without the environment: what is printed may be read by anybody. */
  @Override
  public String toString() {
    return "%s of %s/%s on %s".formatted(name, namespace, pod, node);
  }
}
